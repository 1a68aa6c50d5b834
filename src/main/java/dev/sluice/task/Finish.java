package dev.sluice.task;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.AuditSink;
import dev.sluice.bus.Call;
import dev.sluice.bus.TaskStatus;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Ends tasks: keeps what they ended with, writes it down and tells of it. Confined to the event loop of the tasks' owner. */
final class Finish {
    private final TaskTable table;
    private final Calls calls;
    private final InstantSource clock;
    private final AuditSink audit;
    private final TaskMeters meters;

    Finish(TaskTable table, Calls calls, InstantSource clock, AuditSink audit, TaskMeters meters) {
        this.table = table;
        this.calls = calls;
        this.clock = clock;
        this.audit = audit;
        this.meters = meters;
    }

    /** A task that has not ended ends. */
    void end(Task task, Ending wanted) {
        Call call = task.call();
        Ending ending = kept(task, wanted);
        task.end(ending.status(), ending.detail(), Instant.ofEpochMilli(clock.millis()));
        table.weigh(task);
        meters.ended(ending.status());
        meters.kept(table.count(), table.size());
        audit.append(new AuditRecord(
                task.updated(),
                AuditRecord.CALL,
                call.id().requestId(),
                task.owner(),
                call.caller().address(),
                call.target().method().wire(),
                call.target().name(),
                call.target().provider(),
                ending.outcome(),
                TimeUnit.MILLISECONDS.toMicros(
                        Duration.between(task.created(), task.updated()).toMillis()),
                call.caller().revision().wire(),
                ending.reason()));
        calls.changed(task.view());
    }

    /** As {@link #end}; its running call is told. */
    void stop(Task task, Ending ending) {
        if (!task.status().isFinal()) {
            calls.cancel(task.call().id());
            end(task, ending);
        }
    }

    /** A result for which there is no room is lost, and that is said. */
    private Ending kept(Task task, Ending ending) {
        long bytes = ending.detail() == null ? 0 : ending.detail().length();
        if (ending.status() != TaskStatus.COMPLETED || table.holds(bytes - task.size())) {
            return ending;
        }
        return Ending.of(
                Refusal.of(RefusalCode.TOO_MANY_TASKS, "The call was done, but there is no room to keep its result.")
                        .with("scope", "size")
                        .with("limit", table.maxSize()));
    }
}
