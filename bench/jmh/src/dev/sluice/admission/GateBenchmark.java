package dev.sluice.admission;

import dev.sluice.config.AdmissionConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What a permit costs while nobody waits: by one event loop, and by two that want the same gate. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class GateBenchmark {
    private final InstantSource clock = InstantSource.system();
    private final Gate gate = new Gate(
            "node",
            new AdmissionConfig(100, 200, Duration.ofSeconds(30)),
            new OwnerLoop() {
                @Override
                public void execute(Runnable work) {
                    throw new IllegalStateException("nobody waits");
                }

                @Override
                public Alarm alarm() {
                    return (at, wake) -> {};
                }
            },
            clock,
            new SimpleMeterRegistry());

    @Benchmark
    public void enterAndLeave() {
        pass();
    }

    @Benchmark
    @Threads(2)
    public void enterAndLeaveContended() {
        pass();
    }

    private void pass() {
        gate.tryEnter(clock.millis()).release(clock.millis());
    }
}
