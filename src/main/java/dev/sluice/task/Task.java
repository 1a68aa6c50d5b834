package dev.sluice.task;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskStatus;
import dev.sluice.bus.TaskView;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One task. Confined to the event loop of the tasks' owner.
 *
 * <pre>
 * working ◀──▶ input_required
 *    │               │
 *    └──────┬────────┘
 *           ▼
 * completed, failed, cancelled
 * </pre>
 */
final class Task {
    private final String id;
    private final TaskView.Times begun;
    private final Questions questions = new Questions();
    private Call call;
    private TaskStatus status = TaskStatus.WORKING;
    private Instant updated;
    private @Nullable RawJson detail;
    private @Nullable RawJson state;
    private int rounds;
    private long given;

    /**
     * @param from what the first round was
     * @param wish how its provider let it go
     */
    Task(String id, Call from, Outcome.Detached wish, Duration ttl, Instant now) {
        this.id = id;
        this.begun = new TaskView.Times(now, now, ttl, wish.pollInterval());
        this.updated = now;
        this.call = inTask(from, wish, new Deadline(now.plus(ttl).toEpochMilli()));
        this.given = from.answers().given().values().stream()
                .mapToLong(RawJson::length)
                .sum();
    }

    String id() {
        return id;
    }

    /** Whose it is at its endpoint. */
    String owner() {
        return call.owner();
    }

    /** Whose it is, wherever: what is counted. */
    String user() {
        return call.principal().key();
    }

    TaskStatus status() {
        return status;
    }

    /** The call of the present round. */
    Call call() {
        return call;
    }

    Instant created() {
        return begun.created();
    }

    Instant updated() {
        return updated;
    }

    Duration pollInterval() {
        return begun.pollInterval();
    }

    Instant expiry() {
        return begun.created().plus(begun.ttl());
    }

    Questions questions() {
        return questions;
    }

    /** How often it has asked. */
    int rounds() {
        return rounds;
    }

    /** Bytes of all answers so far, and what is wanted back with them. */
    long given() {
        return given + (state == null ? 0 : state.length());
    }

    /** Bytes of what is kept for it. */
    long size() {
        RawJson meta = call.meta();
        return call.arguments().length()
                + (meta == null ? 0 : meta.length())
                + given()
                + (detail == null ? 0 : detail.length());
    }

    /** It remembers something until its next round. */
    void remember(@Nullable RawJson newState) {
        this.state = newState;
    }

    /** It waits for its questions to be answered. */
    void asks(Instant now) {
        rounds++;
        become(TaskStatus.INPUT_REQUIRED, questions.toJson(), now);
    }

    /** Some of its questions have been answered. */
    void answered(long bytes, Instant now) {
        given += bytes;
        become(status, questions.toJson(), now);
    }

    /** Its next round begins. */
    Call nextRound(Instant now) {
        Answers answers = call.answers().next(questions.answers(), state);
        call = with(call, call.arguments(), call.meta(), call.caller(), answers, call.deadline());
        state = null;
        become(TaskStatus.WORKING, null, now);
        return call;
    }

    /** It is over; what it needed to run is let go. */
    void end(TaskStatus how, @Nullable RawJson with, Instant now) {
        questions.forget();
        state = null;
        given = 0;
        call = with(call, RawJson.EMPTY_OBJECT, null, call.caller(), Answers.NONE, call.deadline());
        become(how, with, now);
    }

    TaskView view() {
        return new TaskView(
                id,
                owner(),
                new TaskView.Times(begun.created(), updated, begun.ttl(), begun.pollInterval()),
                status,
                detail);
    }

    private void become(TaskStatus next, @Nullable RawJson with, Instant now) {
        if (status.isFinal()) {
            throw new AssertionError("a task that has ended changes");
        }
        status = next;
        detail = with;
        updated = now;
    }

    /** Nobody is there to be told of progress, so none is asked for. */
    private static Call inTask(Call from, Outcome.Detached wish, Deadline deadline) {
        Caller caller = from.caller();
        Caller silent = new Caller(
                caller.address(),
                caller.revision(),
                caller.capabilities(),
                caller.client(),
                null,
                null,
                caller.traceparent());
        RawJson meta = from.meta();
        return with(
                from,
                Questions.copy(from.arguments()),
                meta == null ? null : Questions.copy(meta),
                silent,
                from.answers().inTask(wish.state()),
                deadline);
    }

    private static Call with(
            Call call, RawJson arguments, @Nullable RawJson meta, Caller caller, Answers answers, Deadline deadline) {
        return new Call(
                call.id(), call.server(), call.target(), arguments, meta, call.principal(), caller, answers, deadline);
    }
}
