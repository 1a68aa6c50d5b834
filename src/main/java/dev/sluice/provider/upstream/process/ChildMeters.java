package dev.sluice.provider.upstream.process;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The meters of the processes of one upstream. They are there as long as any {@link Children} use them: while an upstream is
 * found out anew there are two. Confined to the home loop of the upstream, but for what is counted.
 */
public final class ChildMeters {
    private final String upstream;
    private final MeterRegistry registry;
    private final AtomicInteger processes = new AtomicInteger();
    private int users;
    private @Nullable Used used;

    public ChildMeters(String upstream, MeterRegistry registry) {
        this.upstream = upstream;
        this.registry = registry;
    }

    /**
     * Meters in use.
     *
     * @param processes those that there are, beginning and ending included
     * @param restarts those started after one that had ended unasked
     * @param refused those not started because of the bound on them
     * @param dropped lines of standard error that were not logged
     */
    record Used(AtomicInteger processes, Gauge gauge, Counter restarts, Counter refused, Counter dropped) {}

    Used use() {
        users++;
        Used now = used == null ? meters() : used;
        used = now;
        return now;
    }

    void release() {
        users--;
        Used last = used;
        if (users == 0 && last != null) {
            registry.remove(last.gauge());
            registry.remove(last.restarts());
            registry.remove(last.refused());
            registry.remove(last.dropped());
            used = null;
        }
    }

    private Used meters() {
        return new Used(
                processes,
                Gauge.builder("mcp.upstream.processes", processes, AtomicInteger::get)
                        .description("Processes of an upstream, those that begin and end included")
                        .tag("upstream", upstream)
                        .register(registry),
                counter("mcp.upstream.restarts", "Processes started after one that had ended unasked"),
                counter("mcp.upstream.processes.refused", "Processes not started because of the bound on them"),
                counter("mcp.upstream.stderr.dropped", "Lines of standard error that were not logged"));
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag("upstream", upstream)
                .register(registry);
    }
}
