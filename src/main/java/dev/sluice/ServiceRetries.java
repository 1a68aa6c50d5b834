package dev.sluice;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Services that could not be started when they were put into force, and when each is to be tried again: {@link #FIRST} later,
 * then twice as long each time up to {@link #LONGEST}. There are as many as the configuration has services at most. Confined to
 * one event loop.
 */
final class ServiceRetries {
    static final Duration FIRST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final Consumer<String> again;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private volatile int count;
    private boolean closed;

    private record Waiting(long timer, long millis) {}

    /** @param again told the name of a service that is to be tried now, on the loop */
    ServiceRetries(Vertx vertx, MeterRegistry meters, Consumer<String> again) {
        this.vertx = vertx;
        this.again = again;
        Gauge.builder("mcp.reload.retrying", this, all -> all.count)
                .description("Services of a new configuration that could not be started and are tried again")
                .register(meters);
    }

    /** The service has failed: it is to be tried again, later than the last time. */
    void failed(String name) {
        if (closed) {
            return;
        }
        Waiting before = waiting.get(name);
        long millis = before == null ? FIRST.toMillis() : Math.min(LONGEST.toMillis(), 2 * before.millis());
        forget(name);
        waiting.put(name, new Waiting(vertx.setTimer(millis, ignored -> again.accept(name)), millis));
        count = waiting.size();
    }

    /** Whether the service is one that is tried again. */
    boolean awaits(String name) {
        return waiting.containsKey(name);
    }

    /** The service is there, is not wanted any more, or is tried as something else. */
    void forget(String name) {
        Waiting known = waiting.remove(name);
        if (known != null) {
            vertx.cancelTimer(known.timer());
        }
        count = waiting.size();
    }

    /** Nothing is tried any more. */
    void close() {
        closed = true;
        waiting.values().forEach(each -> vertx.cancelTimer(each.timer()));
        waiting.clear();
        count = 0;
    }
}
