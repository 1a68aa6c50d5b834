package dev.sluice.edge.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the open client connections of a node and says whether one more may come. Thread-safe. */
public final class Connections {
    private final int max;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter refused;

    /** @param max connections at one time ({@code server.maxConnections}) */
    public Connections(int max, MeterRegistry meters) {
        this.max = max;
        Gauge.builder("mcp.active.connections", open, AtomicInteger::get)
                .description("Open client connections")
                .register(meters);
        this.refused = Counter.builder("mcp.connections.refused")
                .description("Connections closed at once because the bound was reached")
                .register(meters);
    }

    /** Open connections now. */
    public int open() {
        return open.get();
    }

    /** Takes a place; false, and no place taken, when none is free. */
    boolean enter() {
        if (open.incrementAndGet() > max) {
            open.decrementAndGet();
            refused.increment();
            return false;
        }
        return true;
    }

    /** Gives a place back. */
    void leave() {
        open.decrementAndGet();
    }
}
