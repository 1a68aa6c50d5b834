package dev.sluice.task;

import dev.sluice.bus.TaskStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of tasks, all made at start. */
final class TaskMeters {
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicLong size = new AtomicLong();
    private final AtomicInteger open = new AtomicInteger();
    private final Map<TaskStatus, Counter> ended = new EnumMap<>(TaskStatus.class);
    private final Counter refused;

    TaskMeters(MeterRegistry registry) {
        Gauge.builder("mcp.tasks.kept", kept, AtomicInteger::get)
                .description("Tasks that are kept, ended ones included")
                .register(registry);
        Gauge.builder("mcp.tasks.bytes", size, AtomicLong::get)
                .description("Bytes of all tasks that are kept")
                .register(registry);
        Gauge.builder("mcp.tasks.open", open, AtomicInteger::get)
                .description("Tasks that have not ended")
                .register(registry);
        for (TaskStatus status : TaskStatus.values()) {
            if (status.isFinal()) {
                ended.put(
                        status,
                        Counter.builder("mcp.tasks.ended")
                                .description("Tasks that have ended, by how")
                                .tag("status", status.wire())
                                .register(registry));
            }
        }
        refused = Counter.builder("mcp.tasks.refused")
                .description("Tasks that were not made because as many were kept as are allowed")
                .register(registry);
    }

    void begun() {
        open.incrementAndGet();
    }

    void ended(TaskStatus status) {
        open.decrementAndGet();
        Counter counter = ended.get(status);
        if (counter == null) {
            throw new AssertionError(status + " is no end");
        }
        counter.increment();
    }

    void refused() {
        refused.increment();
    }

    void kept(int tasks, long bytes) {
        kept.set(tasks);
        size.set(bytes);
    }
}
