package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-601")
class CollectorMetricsTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void countsEveryCollectorOfTheJvm() {
        new CollectorMetrics().bindTo(registry);
        Collection<FunctionTimer> pauses = registry.get("jvm.gc.pause").functionTimers();
        double before = pauses.stream().mapToDouble(FunctionTimer::count).sum();

        System.gc();

        assertThat(pauses)
                .hasSameSizeAs(ManagementFactory.getGarbageCollectorMXBeans())
                .allSatisfy(each -> assertThat(each.getId().getTag("gc")).isNotBlank());
        assertThat(pauses.stream().mapToDouble(FunctionTimer::count).sum()).isGreaterThan(before);
    }

    @Test
    void countsWhatIsAllocated() {
        new CollectorMetrics().bindTo(registry);
        double before = allocated();

        byte[] some = new byte[8 * 1024 * 1024];

        assertThat(allocated() - before).isGreaterThanOrEqualTo(some.length);
    }

    private double allocated() {
        return registry.get("jvm.gc.memory.allocated").functionCounter().count();
    }
}
