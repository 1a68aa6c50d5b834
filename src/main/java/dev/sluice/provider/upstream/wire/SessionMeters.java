package dev.sluice.provider.upstream.wire;

import dev.sluice.provider.MeterUsers;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts the sessions with one upstream and the calls that are parked at it. Thread-safe. */
public final class SessionMeters {
    private final MeterRegistry registry;
    private final AtomicInteger sessions = new AtomicInteger();
    private final AtomicInteger parked = new AtomicInteger();
    private final Runnable unused;
    private final Runnable sessionsUnshown;
    private final Runnable parkedUnshown;
    private final Counter sessionsRefused;
    private final Counter parkedRefused;
    private final Counter renewed;
    private final Counter resumed;

    /** Registers them under the name of an upstream. */
    public SessionMeters(String upstream, MeterRegistry registry, MeterUsers users) {
        this.registry = registry;
        this.sessionsUnshown =
                users.show(registry, "mcp.upstream.sessions", "Sessions with an upstream", upstream, sessions::get);
        this.parkedUnshown = users.show(
                registry,
                "mcp.upstream.parked",
                "Calls of an upstream that wait for answers of their callers",
                upstream,
                parked::get);
        this.sessionsRefused = refused("sessions", upstream);
        this.parkedRefused = refused("parked", upstream);
        this.renewed = Counter.builder("mcp.upstream.sessions.renewed")
                .description("Sessions with an upstream that it had forgotten and that were opened anew")
                .tag("upstream", upstream)
                .register(registry);
        this.resumed = Counter.builder("mcp.upstream.streams.resumed")
                .description("Event streams of an upstream that broke off and were taken up again")
                .tag("upstream", upstream)
                .register(registry);
        this.unused = users.use(registry, List.of(sessionsRefused, parkedRefused, renewed, resumed));
    }

    private Counter refused(String bound, String upstream) {
        return Counter.builder("mcp.upstream.refused")
                .description("Calls refused because of a bound of their upstream")
                .tag("upstream", upstream)
                .tag("bound", bound)
                .register(registry);
    }

    /** So many sessions are open now. */
    public void sessions(int open) {
        sessions.set(open);
    }

    /** Sessions that are open. */
    public int sessions() {
        return sessions.get();
    }

    /** Calls that are parked. */
    public int parked() {
        return parked.get();
    }

    /** So many calls are parked now. */
    public void parked(int waiting) {
        parked.set(waiting);
    }

    /** A call was refused because there are as many sessions as are allowed. */
    public void sessionRefused() {
        sessionsRefused.increment();
    }

    /** A call was refused because as many are parked as are allowed. */
    public void parkingRefused() {
        parkedRefused.increment();
    }

    /** A session was opened anew that the upstream had forgotten. */
    public void renewed() {
        renewed.increment();
    }

    void resumed() {
        resumed.increment();
    }

    /** Removes them, unless another dialect with an upstream of this name has them as well. */
    public void close() {
        unused.run();
        sessionsUnshown.run();
        parkedUnshown.run();
    }
}
