package dev.sluice.task;

import dev.sluice.bus.AuditSink;
import dev.sluice.bus.Call;
import dev.sluice.bus.TaskCommand;
import dev.sluice.bus.TaskReply;
import dev.sluice.config.DialogueConfig;
import dev.sluice.config.TasksConfig;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The tasks of a node: what their owners ask of them, and their end when their time is over. Confined to its verticle. */
final class Tasks {
    private final Bounds bounds;
    private final Supplier<String> ids;
    private final InstantSource clock;
    private final TaskMeters meters;
    private final TaskTable table;
    private final Finish finish;
    private final Rounds rounds;

    /** What tasks may take. */
    record Bounds(TasksConfig tasks, DialogueConfig dialogue) {}

    /** @param ids makes names that nobody can guess */
    Tasks(Bounds bounds, Calls calls, Supplier<String> ids, InstantSource clock, AuditSink audit, TaskMeters meters) {
        this.bounds = bounds;
        this.ids = ids;
        this.clock = clock;
        this.meters = meters;
        this.table = new TaskTable(bounds.tasks());
        this.finish = new Finish(table, calls, clock, audit, meters);
        this.rounds = new Rounds(bounds.dialogue(), table, calls, clock, finish);
    }

    TaskReply perform(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Start start -> start(start);
            case TaskCommand.Get get -> known(get.id(), get.owner(), task -> {});
            case TaskCommand.Update update -> update(update);
            case TaskCommand.Cancel cancel ->
                known(cancel.id(), cancel.owner(), task -> finish.stop(task, Ending.cancelled()));
        };
    }

    /** Drops the tasks whose time is over. */
    void sweep() {
        table.expired(clock.instant()).forEach(task -> finish.stop(task, Ending.of(Refusal.of(RefusalCode.TIMEOUT))));
        meters.kept(table.count(), table.size());
    }

    /** Ends what runs, because the node goes down. */
    void close() {
        table.all().forEach(task -> finish.stop(task, Ending.of(Refusal.of(RefusalCode.DRAINING))));
    }

    private TaskReply start(TaskCommand.Start start) {
        Call call = start.call();
        RawJson meta = call.meta();
        long bytes = (long) call.arguments().length() + (meta == null ? 0 : meta.length());
        Refusal full = table.full(call.principal().key(), bytes);
        if (full != null) {
            meters.refused();
            return new TaskReply.Refused(full);
        }
        Duration longest = bounds.tasks().maxTtl();
        Duration ttl = start.wish().ttl().compareTo(longest) < 0 ? start.wish().ttl() : longest;
        Task task = new Task(ids.get(), call, start.wish(), ttl, now());
        table.add(task);
        meters.begun();
        meters.kept(table.count(), table.size());
        TaskReply.Known reply = new TaskReply.Known(task.view());
        rounds.run(task);
        return reply;
    }

    private TaskReply update(TaskCommand.Update update) {
        Task task = table.find(update.id(), update.owner());
        if (task == null) {
            return unknown();
        }
        long bytes = task.questions().size(update.answers());
        long limit = bounds.dialogue().maxState().count();
        if (task.given() + bytes > limit) {
            return new TaskReply.Refused(
                    Refusal.of(RefusalCode.INVALID_PARAMS, "The answers are larger than dialogue.maxState allows.")
                            .with("field", "inputResponses")
                            .with("limit", limit));
        }
        if (task.questions().take(update.answers())) {
            task.answered(bytes, now());
            table.weigh(task);
            if (!task.questions().isOpen()) {
                rounds.next(task);
            }
        }
        return new TaskReply.Known(task.view());
    }

    private TaskReply known(String id, String owner, Consumer<Task> action) {
        Task task = table.find(id, owner);
        if (task == null) {
            return unknown();
        }
        action.accept(task);
        return new TaskReply.Known(task.view());
    }

    private static TaskReply unknown() {
        return new TaskReply.Refused(Refusal.of(RefusalCode.INVALID_PARAMS, "There is no such task, or not any more.")
                .with("field", "taskId"));
    }

    /** Clients see milliseconds. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
