package dev.sluice.task;

import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskStatus;
import dev.sluice.config.DialogueConfig;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the calls of tasks, one round after the other. A task that waits for answers holds nothing but its place in the
 * table. Confined to the event loop of the tasks' owner.
 */
final class Rounds {
    private static final Logger LOGGER = LoggerFactory.getLogger(Rounds.class);

    private final DialogueConfig bounds;
    private final TaskTable table;
    private final Calls calls;
    private final InstantSource clock;
    private final Finish finish;

    Rounds(DialogueConfig bounds, TaskTable table, Calls calls, InstantSource clock, Finish finish) {
        this.bounds = bounds;
        this.table = table;
        this.calls = calls;
        this.clock = clock;
        this.finish = finish;
    }

    /** Submits the present round of a task; whatever comes of it, the task goes on or ends. */
    void run(Task task) {
        calls.submit(task.call())
                .compose(outcome -> {
                    settle(task, outcome);
                    return Future.succeededFuture();
                })
                .onFailure(cause -> breakOff(task, cause));
    }

    /** Submits the next round of a task whose questions are answered; nothing happens when it has ended. */
    void next(Task task) {
        if (task.status().isFinal()) {
            return;
        }
        boolean waited = task.status() == TaskStatus.INPUT_REQUIRED;
        task.nextRound(Instant.ofEpochMilli(clock.millis()));
        table.weigh(task);
        if (waited) {
            calls.changed(task.view());
        }
        run(task);
    }

    private void settle(Task task, Outcome outcome) {
        if (task.status().isFinal()) {
            return;
        }
        switch (outcome) {
            case Outcome.Completed done -> finish.end(task, Ending.of(done));
            case Outcome.Failed failed -> finish.end(task, Ending.of(failed));
            case Outcome.Refused refused -> finish.end(task, Ending.of(refused.refusal()));
            case Outcome.InputRequired asks -> ask(task, asks);
            case Outcome.Detached ignored ->
                finish.end(
                        task,
                        Ending.of(Refusal.of(RefusalCode.PROVIDER_FAILED, "The tool detached from its own task.")));
        }
    }

    private void ask(Task task, Outcome.InputRequired asks) {
        try {
            task.questions().put(asks.inputRequests());
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a provider's questions are not a JSON object", e);
        }
        task.remember(asks.state());
        if (task.given() > bounds.maxState().count()) {
            finish.end(
                    task,
                    bound(
                            "The answers and the state of the call are larger than dialogue.maxState allows.",
                            bounds.maxState().count()));
        } else if (!task.questions().isOpen()) {
            calls.later(task.pollInterval(), () -> next(task));
        } else if (task.rounds() >= bounds.maxRounds()) {
            finish.end(task, bound("The call asks more often than dialogue.maxRounds allows.", bounds.maxRounds()));
        } else {
            task.asks(Instant.ofEpochMilli(clock.millis()));
            table.weigh(task);
            calls.changed(task.view());
        }
    }

    private void breakOff(Task task, Throwable cause) {
        LOGGER.atError()
                .addKeyValue("requestId", task.call().id().requestId())
                .setCause(cause)
                .log("A task failed unexpectedly");
        if (!task.status().isFinal()) {
            finish.end(task, Ending.of(Refusal.of(RefusalCode.INTERNAL_ERROR)));
        }
    }

    private static Ending bound(String message, long limit) {
        return Ending.of(Refusal.of(RefusalCode.PROVIDER_FAILED, message).with("limit", limit));
    }
}
