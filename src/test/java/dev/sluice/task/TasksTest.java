package dev.sluice.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Answers;
import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Principal;
import dev.sluice.bus.TaskCommand;
import dev.sluice.bus.TaskReply;
import dev.sluice.bus.TaskStatus;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.TaskView;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.Bytes;
import dev.sluice.config.DialogueConfig;
import dev.sluice.config.TasksConfig;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.Revision;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-206")
class TasksTest {
    private static final Outcome.Detached WISH = new Outcome.Detached(Duration.ofMinutes(1), Duration.ofSeconds(1));
    private static final Outcome ONE_QUESTION =
            new Outcome.InputRequired(RawJson.of("{\"name\":{\"method\":\"m\"}}"), null);

    private final World world = new World();
    private final List<AuditRecord> audit = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Instant now = Instant.parse("2026-11-01T00:00:00Z");
    private long names;
    private Tasks tasks = tasks(new TasksConfig(3, 2, Duration.ofMinutes(10), Bytes.kib(1)));

    /** The world outside, by hand: rounds end when a test says so. */
    private static final class World implements Calls {
        private final Deque<Call> submitted = new ArrayDeque<>();
        private final Deque<Promise<Outcome>> running = new ArrayDeque<>();
        private final List<CallId> cancelled = new ArrayList<>();
        private final List<Duration> waits = new ArrayList<>();
        private final Deque<Runnable> waiting = new ArrayDeque<>();
        private final List<TaskView> changes = new ArrayList<>();

        @Override
        public Future<Outcome> submit(Call call) {
            submitted.add(call);
            Promise<Outcome> outcome = Promise.promise();
            running.add(outcome);
            return outcome.future();
        }

        @Override
        public void cancel(CallId call) {
            cancelled.add(call);
        }

        @Override
        public void later(Duration after, Runnable action) {
            waits.add(after);
            waiting.add(action);
        }

        @Override
        public void changed(TaskView task) {
            changes.add(task);
        }

        void ends(Outcome outcome) {
            running.removeFirst().complete(outcome);
        }
    }

    @Test
    void runsTheSameCallAsATaskWithTheTimeOfTheTask() {
        Call call = call("alice", "{\"a\":1}");

        TaskView task = start(call);

        Call submitted = world.submitted.getFirst();
        assertThat(task.status()).isEqualTo(TaskStatus.WORKING);
        assertThat(submitted.id()).isEqualTo(call.id());
        assertThat(submitted.target()).isSameAs(call.target());
        assertThat(submitted.arguments()).isEqualTo(call.arguments());
        assertThat(submitted.answers().task()).isEqualTo(Answers.TaskStanding.RUNNING);
        assertThat(submitted.deadline().epochMillis())
                .isEqualTo(now.plusSeconds(60).toEpochMilli());
        assertThat(submitted.caller().progressToken()).isNull();
        assertThat(submitted.caller().logLevel()).isNull();
    }

    @Test
    void keepsNoTaskLongerThanTheBound() {
        var wish = new Outcome.Detached(Duration.ofDays(1), Duration.ofSeconds(1));

        TaskView task = known(tasks.perform(new TaskCommand.Start(call("alice", "{}"), wish)));

        assertThat(task.times().ttl()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    @Tag("R-106")
    void refusesMoreTasksThanOneUserOrTheNodeMayHave() {
        start(call("alice", "{}"));
        start(call("alice", "{}"));

        Refusal third = refused(startReply(call("alice", "{}")));
        start(call("bob", "{}"));
        Refusal fourth = refused(startReply(call("bob", "{}")));

        assertThat(third.code()).isEqualTo(RefusalCode.TOO_MANY_TASKS);
        assertThat(third.details()).containsEntry("scope", "user").containsEntry("limit", 2L);
        assertThat(fourth.details()).containsEntry("scope", "node").containsEntry("limit", 3L);
        assertThat(meters.get("mcp.tasks.refused").counter().count()).isEqualTo(2);
        assertThat(meters.get("mcp.tasks.kept").gauge().value()).isEqualTo(3);
        assertThat(world.submitted).hasSize(3);
    }

    @Test
    void refusesATaskForWhichThereIsNoRoom() {
        Refusal refusal = refused(startReply(call("alice", '"' + "x".repeat(2_000) + '"')));

        assertThat(refusal.details()).containsEntry("scope", "size").containsEntry("limit", 1_024L);
    }

    @Test
    void saysThatAResultIsTooLargeToBeKept() {
        TaskView task = start(call("alice", "{}"));

        world.ends(new Outcome.Completed(RawJson.of('"' + "x".repeat(2_000) + '"'), false));

        TaskView failed = get(task);
        assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
        assertThat(failed.toJson()
                        .tree()
                        .path("error")
                        .path("data")
                        .path("scope")
                        .asText())
                .isEqualTo("size");
        assertThat(meters.get("mcp.tasks.bytes").gauge().value()).isLessThan(1_024);
    }

    @Test
    void forgetsTasksWhenTheirTimeIsOver() {
        TaskView ended = start(call("alice", "{}"));
        world.ends(new Outcome.Completed(RawJson.of("{}"), false));
        TaskView running = start(call("alice", "{}"));
        now = now.plusSeconds(59);
        tasks.sweep();
        TaskView still = get(ended);
        now = now.plusSeconds(1);

        tasks.sweep();

        assertThat(still.status()).isEqualTo(TaskStatus.COMPLETED);
        assertThat(refused(tasks.perform(new TaskCommand.Get(ended.id(), ended.owner())))
                        .code())
                .isEqualTo(RefusalCode.INVALID_PARAMS);
        assertThat(refused(tasks.perform(new TaskCommand.Get(running.id(), running.owner())))
                        .code())
                .isEqualTo(RefusalCode.INVALID_PARAMS);
        assertThat(world.cancelled).hasSize(1);
        assertThat(world.changes.getLast().status()).isEqualTo(TaskStatus.FAILED);
        assertThat(audit.getLast().outcome()).isEqualTo("TIMEOUT");
        assertThat(meters.get("mcp.tasks.kept").gauge().value()).isZero();
        assertThat(meters.get("mcp.tasks.open").gauge().value()).isZero();
        assertThat(meters.get("mcp.tasks.bytes").gauge().value()).isZero();
    }

    @Test
    void makesRoomForOthersWhenTasksAreForgotten() {
        start(call("alice", "{}"));
        start(call("alice", "{}"));
        now = now.plusSeconds(61);
        tasks.sweep();

        assertThat(startReply(call("alice", "{}"))).isInstanceOf(TaskReply.Known.class);
    }

    @Test
    void neverShowsTheSameKeyTwice() {
        TaskView task = start(call("alice", "{}"));
        world.ends(ONE_QUESTION);
        update(task, "name");
        world.ends(ONE_QUESTION);

        TaskView again = get(task);
        update(task, "name");
        TaskView afterTheOldKey = get(task);
        update(task, "name.2");

        assertThat(again.toJson().tree().path("inputRequests").fieldNames())
                .toIterable()
                .containsExactly("name.2");
        assertThat(afterTheOldKey.status()).isEqualTo(TaskStatus.INPUT_REQUIRED);
        assertThat(get(task).status()).isEqualTo(TaskStatus.WORKING);
        assertThat(world.submitted.getLast().answers().given()).containsOnlyKeys("name");
        assertThat(world.submitted.getLast().answers().round()).isEqualTo(2);
    }

    @Test
    void givesEachRoundWhatTheLastOneWantedRemembered() {
        start(call("alice", "{}"));
        world.ends(new Outcome.InputRequired(RawJson.of("{}"), RawJson.of("7")));
        world.waiting.removeFirst().run();

        assertThat(world.waits).containsExactly(Duration.ofSeconds(1));
        assertThat(world.submitted.getLast().answers().state()).hasToString("7");
    }

    @Test
    void endsATaskThatAsksTooOften() {
        TaskView task = start(call("alice", "{}"));
        world.ends(ONE_QUESTION);
        update(task, "name");
        world.ends(ONE_QUESTION);
        update(task, "name.2");

        world.ends(ONE_QUESTION);

        assertThat(get(task).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(get(task).toJson().tree().path("error").path("message").asText())
                .contains("dialogue.maxRounds");
    }

    @Test
    void endsATaskThatWantsTooMuchRemembered() {
        TaskView task = start(call("alice", "{}"));

        world.ends(new Outcome.InputRequired(null, RawJson.of('"' + "x".repeat(200) + '"')));

        assertThat(get(task).toJson().tree().path("error").path("message").asText())
                .contains("dialogue.maxState");
    }

    @Test
    void refusesAnswersThatAreTooLargeAndStillWaits() {
        TaskView task = start(call("alice", "{}"));
        world.ends(ONE_QUESTION);

        Refusal refusal = refused(tasks.perform(new TaskCommand.Update(
                task.id(), task.owner(), Map.of("name", RawJson.of("{\"a\":\"" + "x".repeat(200) + "\"}")))));

        assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_PARAMS);
        assertThat(get(task).status()).isEqualTo(TaskStatus.INPUT_REQUIRED);
    }

    @Test
    void tellsOfEveryChangeOfTheStatus() {
        TaskView task = start(call("alice", "{}"));
        world.ends(ONE_QUESTION);
        update(task, "name");
        world.ends(new Outcome.Completed(RawJson.of("{}"), false));

        assertThat(world.changes)
                .extracting(TaskView::status)
                .containsExactly(TaskStatus.INPUT_REQUIRED, TaskStatus.WORKING, TaskStatus.COMPLETED);
        assertThat(world.changes).extracting(TaskView::owner).containsOnly(task.owner());
    }

    @Test
    void staysCancelledWhateverItsCallSaysLater() {
        TaskView task = start(call("alice", "{}"));
        tasks.perform(new TaskCommand.Cancel(task.id(), task.owner()));

        world.ends(new Outcome.Completed(RawJson.of("{}"), false));
        tasks.perform(new TaskCommand.Cancel(task.id(), task.owner()));

        assertThat(get(task).status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(world.cancelled).containsExactly(world.submitted.getFirst().id());
        assertThat(audit).extracting(AuditRecord::outcome).containsExactly("CANCELLED");
        assertThat(meters.get("mcp.tasks.ended")
                        .tag("status", "cancelled")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void doesNotGoOnAfterItWasCancelledWhileItWaited() {
        TaskView task = start(call("alice", "{}"));
        world.ends(new Outcome.InputRequired(null, RawJson.of("1")));
        tasks.perform(new TaskCommand.Cancel(task.id(), task.owner()));

        world.waiting.removeFirst().run();

        assertThat(world.submitted).hasSize(1);
    }

    @Test
    void endsATaskWhoseQuestionsMakeNoSense() {
        TaskView task = start(call("alice", "{}"));

        world.ends(new Outcome.InputRequired(RawJson.of("[]"), null));

        assertThat(get(task).status()).isEqualTo(TaskStatus.FAILED);
        assertThat(get(task).toJson().tree().path("error").path("code").asInt()).isEqualTo(-32603);
    }

    @Test
    void endsATaskThatDetachesAgain() {
        TaskView task = start(call("alice", "{}"));

        world.ends(WISH);

        assertThat(get(task).status()).isEqualTo(TaskStatus.FAILED);
    }

    @Test
    @Tag("R-114")
    void endsWhatRunsWhenTheNodeGoesDown() {
        TaskView task = start(call("alice", "{}"));

        tasks.close();

        assertThat(world.cancelled).hasSize(1);
        assertThat(get(task)
                        .toJson()
                        .tree()
                        .path("error")
                        .path("data")
                        .path("code")
                        .asText())
                .isEqualTo("DRAINING");
    }

    private Tasks tasks(TasksConfig config) {
        return new Tasks(
                new Tasks.Bounds(
                        config, new DialogueConfig(2, Duration.ofMinutes(1), new Bytes(100), 1_000, Bytes.kib(16))),
                world,
                () -> "task-" + ++names,
                () -> now,
                audit::add,
                new TaskMeters(meters));
    }

    private TaskReply startReply(Call call) {
        return tasks.perform(new TaskCommand.Start(call, WISH));
    }

    private TaskView start(Call call) {
        return known(startReply(call));
    }

    private TaskView get(TaskView task) {
        return known(tasks.perform(new TaskCommand.Get(task.id(), task.owner())));
    }

    private void update(TaskView task, String key) {
        tasks.perform(new TaskCommand.Update(task.id(), task.owner(), Map.of(key, RawJson.of("{}"))));
    }

    private static TaskView known(TaskReply reply) {
        return ((TaskReply.Known) reply).task();
    }

    private static Refusal refused(TaskReply reply) {
        return ((TaskReply.Refused) reply).refusal();
    }

    private Call call(String subject, String arguments) {
        Principal principal = new Principal("test", subject, Set.of(), Set.of(), Map.of(), Instant.MAX);
        ToolEntry tool = new ToolEntry(
                "slow",
                "stub",
                "slow",
                RawJson.EMPTY_OBJECT,
                Set.of(),
                Duration.ofSeconds(5),
                false,
                false,
                TaskSupport.OPTIONAL,
                ignored -> null);
        Caller caller = new Caller(
                "127.0.0.1", Revision.LATEST, ClientCapabilities.NONE, null, RawJson.of("1"), LogLevel.INFO, null);
        return new Call(
                new CallId("node.0", ++names),
                tool,
                RawJson.of(arguments),
                null,
                principal,
                caller,
                Answers.TASK_AVAILABLE,
                new Deadline(0));
    }
}
