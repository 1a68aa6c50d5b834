package dev.sluice.provider.upstream;

import dev.sluice.bus.Outcome;
import dev.sluice.provider.MeterUsers;
import dev.sluice.provider.NotSentException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The meters of one upstream, made once. Thread-safe. */
final class UpstreamMeters {
    /** How a request to an upstream can end. */
    enum Ending {
        OK,
        /** The tool says that it failed. */
        TOOL_ERROR,
        ASKED,
        DETACHED,
        /** Answered with a JSON-RPC error. */
        PROTOCOL_ERROR,
        REFUSED,
        /** It never got there. */
        NOT_SENT,
        FAILED,
        /** Nobody waited for the answer any more. */
        CANCELLED
    }

    /** How fetching the lists of an upstream can end. */
    enum Lists {
        OK,
        FAILED,
        /** The catalogue cannot be built with them. */
        REFUSED
    }

    private final Map<Ending, Counter> requests = new EnumMap<>(Ending.class);
    private final Map<Lists, Counter> lists = new EnumMap<>(Lists.class);
    private final Timer duration;
    private final Runnable unused;
    private final Runnable unshown;

    UpstreamMeters(String upstream, MeterRegistry registry, MeterUsers users, BooleanSupplier up) {
        for (Ending ending : Ending.values()) {
            requests.put(
                    ending,
                    Counter.builder("mcp.upstream.requests")
                            .description("Calls at an upstream MCP server by how they ended, retries counted apart")
                            .tag("upstream", upstream)
                            .tag("outcome", tag(ending))
                            .register(registry));
        }
        for (Lists ending : Lists.values()) {
            lists.put(
                    ending,
                    Counter.builder("mcp.upstream.lists")
                            .description("Times that the lists of an upstream MCP server were fetched")
                            .tag("upstream", upstream)
                            .tag("outcome", tag(ending))
                            .register(registry));
        }
        this.duration = Timer.builder("mcp.upstream.duration")
                .description("Time an upstream MCP server took for a call")
                .tag("upstream", upstream)
                .register(registry);
        List<Meter> all = new ArrayList<>(requests.values());
        all.addAll(lists.values());
        all.add(duration);
        this.unshown = users.show(
                registry,
                "mcp.upstream.up",
                "Whether an upstream MCP server could be reached last",
                upstream,
                () -> up.getAsBoolean() ? 1 : 0);
        this.unused = users.use(registry, all);
    }

    void called(Ending ending, long nanos) {
        count(requests.get(ending));
        duration.record(nanos, TimeUnit.NANOSECONDS);
    }

    void listed(Lists ending) {
        count(lists.get(ending));
    }

    /** How a call ended. */
    static Ending ending(@Nullable Outcome outcome, @Nullable Throwable cause, boolean cancelled) {
        return switch (outcome) {
            case Outcome.Completed done -> done.failed() ? Ending.TOOL_ERROR : Ending.OK;
            case Outcome.InputRequired ignored -> Ending.ASKED;
            case Outcome.Detached ignored -> Ending.DETACHED;
            case Outcome.Failed ignored -> Ending.PROTOCOL_ERROR;
            case Outcome.Refused ignored -> Ending.REFUSED;
            case null ->
                cause instanceof NotSentException ? Ending.NOT_SENT : cancelled ? Ending.CANCELLED : Ending.FAILED;
        };
    }

    /** Removes them all, unless another connection to an upstream of this name has them as well. */
    void close() {
        unused.run();
        unshown.run();
    }

    private static void count(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }

    private static String tag(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
