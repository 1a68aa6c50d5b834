package dev.sluice.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How often and how long the garbage collector worked, and how much was allocated, read when somebody asks. The binder
 * of Micrometer listens to the collector instead: the JVM then makes a report after each collection, which takes half a
 * millisecond of CPU just when calls have waited.
 */
final class CollectorMetrics implements MeterBinder {
    private final List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
    private final com.sun.management.ThreadMXBean threads =
            ManagementFactory.getPlatformMXBean(com.sun.management.ThreadMXBean.class);

    @Override
    public void bindTo(MeterRegistry registry) {
        for (GarbageCollectorMXBean each : collectors) {
            FunctionTimer.builder(
                            "jvm.gc.pause",
                            each,
                            GarbageCollectorMXBean::getCollectionCount,
                            GarbageCollectorMXBean::getCollectionTime,
                            TimeUnit.MILLISECONDS)
                    .description("Collections of garbage, and the time that they took")
                    .tag("gc", each.getName())
                    .register(registry);
        }
        FunctionCounter.builder(
                        "jvm.gc.memory.allocated", threads, bean -> (double) bean.getTotalThreadAllocatedBytes())
                .description("Memory allocated by all threads since the start")
                .baseUnit("bytes")
                .register(registry);
    }
}
