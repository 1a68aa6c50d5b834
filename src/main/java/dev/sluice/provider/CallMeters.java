package dev.sluice.provider;

import dev.sluice.mcp.Method;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The meters of one tool, or of all calls by one other method; made once. Thread-safe. */
final class CallMeters {
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private static final Set<Ending> EXPECTED =
            EnumSet.of(Ending.OK, Ending.TOOL_ERROR, Ending.REFUSED, Ending.FAILED, Ending.TIMEOUT);

    private final Map<Ending, Counter> expected = new EnumMap<>(Ending.class);
    /** Those that are not expected, registered when they first happen. */
    private final Map<Ending, Counter> others = new ConcurrentHashMap<>();

    private final Meter.MeterProvider<Counter> ended;
    private final Timer duration;

    private CallMeters(Counter.Builder ended, Timer.Builder took, MeterRegistry meters) {
        this.ended = ended.withRegistry(meters);
        EXPECTED.forEach(ending -> expected.put(ending, counter(ending)));
        this.duration = took.serviceLevelObjectives(BUCKETS).register(meters);
    }

    static CallMeters ofTool(String tool, MeterRegistry meters) {
        return new CallMeters(
                Counter.builder("mcp.tools.executed")
                        .description("Calls of a tool by how they ended")
                        .tag("tool", tool),
                Timer.builder("mcp.tool.duration")
                        .description("Time a call of a tool took, with its retries")
                        .tag("tool", tool),
                meters);
    }

    static CallMeters ofMethod(Method method, MeterRegistry meters) {
        return new CallMeters(
                Counter.builder("mcp.provider.calls")
                        .description("Calls of providers for prompts, resources and completions by how they ended")
                        .tag("method", method.wire()),
                Timer.builder("mcp.provider.call.duration")
                        .description("Time a call for a prompt, a resource or a completion took, with its retries")
                        .tag("method", method.wire()),
                meters);
    }

    /** The provider ran. */
    void ran(Ending ending, long nanos) {
        duration.record(nanos, TimeUnit.NANOSECONDS);
        didNotRun(ending);
    }

    /** The call ended before the provider was asked. */
    void didNotRun(Ending ending) {
        Counter counter = expected.get(ending);
        (counter != null ? counter : others.computeIfAbsent(ending, this::counter)).increment();
    }

    private Counter counter(Ending ending) {
        return ended.withTag("outcome", ending.tag());
    }
}
