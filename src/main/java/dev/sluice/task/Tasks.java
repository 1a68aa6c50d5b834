package dev.sluice.task;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.AuditSink;
import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskCommand;
import dev.sluice.bus.TaskReply;
import dev.sluice.bus.TaskStatus;
import dev.sluice.config.DialogueConfig;
import dev.sluice.config.TasksConfig;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The tasks of a node: keeps them, runs the rounds of their calls one after the other, and writes down how they ended. A task
 * that waits for answers holds nothing but its place in the table. Confined to the event loop of its verticle.
 */
final class Tasks {
    private static final Logger LOGGER = LoggerFactory.getLogger(Tasks.class);

    private final Bounds bounds;
    private final Calls calls;
    private final Supplier<String> ids;
    private final InstantSource clock;
    private final AuditSink audit;
    private final TaskMeters meters;
    private final TaskTable table;

    /** What tasks may take. */
    record Bounds(TasksConfig tasks, DialogueConfig dialogue) {}

    /** @param ids makes names that nobody can guess */
    Tasks(Bounds bounds, Calls calls, Supplier<String> ids, InstantSource clock, AuditSink audit, TaskMeters meters) {
        this.bounds = bounds;
        this.calls = calls;
        this.ids = ids;
        this.clock = clock;
        this.audit = audit;
        this.meters = meters;
        this.table = new TaskTable(bounds.tasks());
    }

    TaskReply perform(TaskCommand command) {
        return switch (command) {
            case TaskCommand.Start start -> start(start);
            case TaskCommand.Get get -> known(get.id(), get.owner(), task -> {});
            case TaskCommand.Update update -> update(update);
            case TaskCommand.Cancel cancel -> known(cancel.id(), cancel.owner(), this::cancel);
        };
    }

    /** Drops the tasks whose time is over. */
    void sweep() {
        for (Task task : table.expired(clock.instant())) {
            if (!task.status().isFinal()) {
                calls.cancel(task.call().id());
                end(task, Ending.of(Refusal.of(RefusalCode.TIMEOUT)));
            }
        }
        meters.kept(table.size());
    }

    /** Ends what runs, because the node goes down. */
    void close() {
        for (Task task : table.all()) {
            if (!task.status().isFinal()) {
                calls.cancel(task.call().id());
                end(task, Ending.of(Refusal.of(RefusalCode.DRAINING)));
            }
        }
    }

    private TaskReply start(TaskCommand.Start start) {
        Call call = start.call();
        Refusal full = table.full(call.principal().key());
        if (full != null) {
            meters.refused();
            return new TaskReply.Refused(full);
        }
        Duration longest = bounds.tasks().maxTtl();
        Duration ttl = start.wish().ttl().compareTo(longest) < 0 ? start.wish().ttl() : longest;
        Task task = new Task(ids.get(), call, ttl, start.wish().pollInterval(), now());
        table.add(task);
        meters.begun();
        meters.kept(table.size());
        TaskReply.Known reply = new TaskReply.Known(task.view());
        run(task);
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
            if (!task.questions().isOpen()) {
                nextRound(task);
            }
        }
        return new TaskReply.Known(task.view());
    }

    private void cancel(Task task) {
        if (!task.status().isFinal()) {
            calls.cancel(task.call().id());
            end(task, Ending.cancelled());
        }
    }

    private void nextRound(Task task) {
        if (task.status().isFinal()) {
            return;
        }
        boolean waited = task.status() == TaskStatus.INPUT_REQUIRED;
        task.nextRound(now());
        if (waited) {
            calls.changed(task.view());
        }
        run(task);
    }

    private void run(Task task) {
        calls.submit(task.call())
                .compose(outcome -> {
                    settle(task, outcome);
                    return Future.succeededFuture();
                })
                .onFailure(cause -> breakOff(task, cause));
    }

    /** Whatever goes wrong here, the task ends. */
    private void breakOff(Task task, Throwable cause) {
        LOGGER.atError()
                .addKeyValue("requestId", task.call().id().requestId())
                .setCause(cause)
                .log("A task failed unexpectedly");
        if (!task.status().isFinal()) {
            end(task, Ending.of(Refusal.of(RefusalCode.INTERNAL_ERROR)));
        }
    }

    private void settle(Task task, Outcome outcome) {
        if (task.status().isFinal()) {
            return;
        }
        switch (outcome) {
            case Outcome.Completed done -> end(task, Ending.of(done));
            case Outcome.Failed failed -> end(task, Ending.of(failed));
            case Outcome.Refused refused -> end(task, Ending.of(refused.refusal()));
            case Outcome.InputRequired asks -> ask(task, asks);
            case Outcome.Detached ignored ->
                end(
                        task,
                        broken(
                                "The tool wants its task to become a task.",
                                bounds.tasks().max()));
        }
    }

    private void ask(Task task, Outcome.InputRequired asks) {
        try {
            task.questions().put(asks.inputRequests());
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a provider's questions are not a JSON object", e);
        }
        task.remember(asks.state());
        if (task.given() > bounds.dialogue().maxState().count()) {
            end(
                    task,
                    broken(
                            "The answers and the state of the call are larger than dialogue.maxState allows.",
                            bounds.dialogue().maxState().count()));
        } else if (!task.questions().isOpen()) {
            calls.later(task.pollInterval(), () -> nextRound(task));
        } else if (task.rounds() >= bounds.dialogue().maxRounds()) {
            end(
                    task,
                    broken(
                            "The call asks more often than dialogue.maxRounds allows.",
                            bounds.dialogue().maxRounds()));
        } else {
            task.asks(now());
            calls.changed(task.view());
        }
    }

    private void end(Task task, Ending ending) {
        Call call = task.call();
        task.end(ending.status(), ending.detail(), now());
        meters.ended(ending.status());
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

    private static Ending broken(String message, long limit) {
        return Ending.of(Refusal.of(RefusalCode.PROVIDER_FAILED, message).with("limit", limit));
    }

    /** Clients see milliseconds. */
    private Instant now() {
        return Instant.ofEpochMilli(clock.millis());
    }
}
