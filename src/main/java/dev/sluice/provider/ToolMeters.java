package dev.sluice.provider;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/** The meters of one tool, made once. Thread-safe. */
final class ToolMeters {
    private static final Duration[] BUCKETS = LongStream.of(
                    1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final Map<Ending, Counter> endings = new EnumMap<>(Ending.class);
    private final Timer duration;

    ToolMeters(String tool, MeterRegistry meters) {
        for (Ending ending : Ending.values()) {
            endings.put(
                    ending,
                    Counter.builder("mcp.tools.executed")
                            .description("Calls of a tool by how they ended")
                            .tag("tool", tool)
                            .tag("outcome", ending.tag())
                            .register(meters));
        }
        this.duration = Timer.builder("mcp.tool.duration")
                .description("Time a call of a tool took, with its retries")
                .tag("tool", tool)
                .serviceLevelObjectives(BUCKETS)
                .register(meters);
    }

    /** The tool ran. */
    void ran(Ending ending, long nanos) {
        duration.record(nanos, TimeUnit.NANOSECONDS);
        didNotRun(ending);
    }

    /** The call ended before the tool was asked. */
    void didNotRun(Ending ending) {
        Counter counter = endings.get(ending);
        if (counter != null) {
            counter.increment();
        }
    }
}
