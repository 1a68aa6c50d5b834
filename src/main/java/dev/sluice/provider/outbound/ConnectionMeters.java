package dev.sluice.provider.outbound;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** The meters of the connections to one upstream, to which all its clients add. Thread-safe. */
final class ConnectionMeters {
    private final MeterRegistry registry;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final List<Meter> gauges;
    private final Counter full;
    private final Counter late;
    private final Counter addresses;

    ConnectionMeters(String upstream, MeterRegistry registry) {
        this.registry = registry;
        this.gauges = List.of(
                Gauge.builder("mcp.upstream.connections", open, AtomicInteger::get)
                        .description("Connections to an upstream, those being opened included")
                        .tag("upstream", upstream)
                        .register(registry),
                Gauge.builder("mcp.upstream.connections.waiting", waiting, AtomicInteger::get)
                        .description("Requests that wait for a connection to an upstream")
                        .tag("upstream", upstream)
                        .register(registry));
        this.full = refused(ConnectionTally.Bound.WAITING, upstream);
        this.late = refused(ConnectionTally.Bound.PATIENCE, upstream);
        this.addresses = addresses(upstream, registry);
    }

    /** Refused because of their addresses: connections of any service. */
    static Counter addresses(String service, MeterRegistry registry) {
        return Counter.builder("mcp.outbound.refused")
                .description("Connections of a service refused because of its address")
                .tag("service", service)
                .register(registry);
    }

    private Counter refused(ConnectionTally.Bound bound, String upstream) {
        return Counter.builder("mcp.upstream.connections.refused")
                .description("Requests to an upstream that got no connection because of a bound")
                .tag("upstream", upstream)
                .tag("bound", bound.name().toLowerCase(Locale.ROOT))
                .register(registry);
    }

    /** So many more, or fewer when negative. */
    void add(int connections, int requests) {
        if (connections != 0) {
            open.addAndGet(connections);
        }
        if (requests != 0) {
            waiting.addAndGet(requests);
        }
    }

    void refused(ConnectionTally.Bound bound) {
        (bound == ConnectionTally.Bound.WAITING ? full : late).increment();
    }

    void addressRefused() {
        addresses.increment();
    }

    /** Removes them. */
    void close() {
        gauges.forEach(registry::remove);
        registry.remove(full);
        registry.remove(late);
        registry.remove(addresses);
    }
}
