package dev.sluice.admission;

import static dev.sluice.admission.Stage.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.bus.Call;
import dev.sluice.bus.HealthSource;
import dev.sluice.bus.Outcome;
import dev.sluice.config.AdmissionConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Admission as the edge sees it: on a real event bus, with a provider whose calls end on demand. */
@Tag("R-106")
class AdmissionTest {
    private static final AdmissionConfig DEFAULT = Fixtures.bounds(100, 200);

    @Test
    void of301ConcurrentCallsOfTenCallers100Run200WaitAnd1IsRefused() {
        try (Stage stage = new Stage(Fixtures.config(DEFAULT))) {
            // given
            List<Future<Outcome>> answers = new ArrayList<>();

            // when
            for (int i = 0; i < 301; i++) {
                answers.add(stage.submit("caller" + i % 10));
            }
            until(() -> stage.running.size() == 100 && stage.admission.waiting() == 200);
            until(() -> answers.stream().filter(Future::isComplete).count() == 1);

            // then
            Refusal refusal = Stage.refusal(answers.get(300).result());
            assertThat(refusal.code()).isEqualTo(RefusalCode.QUEUE_FULL);
            assertThat(refusal.details()).containsEntry("activeRequests", 100).containsEntry("queueSize", 200);
            assertThat(stage.admission.running()).isEqualTo(100);
            HealthSource health = stage.admission.healthSources().getFirst();
            assertThat(Stage.await(health.check()).details().toString()).contains("running=100", "waiting=200");

            for (int i = 0; i < 300; i++) {
                until(() -> !stage.running.isEmpty());
                stage.endOne();
            }
            for (Future<Outcome> answer : answers.subList(0, 300)) {
                assertThat(Stage.await(answer)).isEqualTo(Stage.DONE);
            }
            assertThat(stage.mostRunning).hasValueLessThanOrEqualTo(100);
            assertThat(stage.admission.running()).isZero();
            assertThat(stage.admission.waiting()).isZero();
        }
    }

    @Test
    void aGreedyCallerDelaysAnotherCallersSingleCallByOneTurnAtMost() {
        try (Stage stage = new Stage(Fixtures.config(DEFAULT))) {
            // given
            for (int i = 0; i < 250; i++) {
                stage.submit("greedy");
            }
            until(() -> stage.running.size() == 100 && stage.admission.waiting() == 150);
            Future<Outcome> single = stage.submit("single");
            until(() -> stage.admission.waiting() == 151);

            // when
            stage.endOne();
            until(() -> stage.order.size() == 101);
            stage.endOne();
            until(() -> stage.order.size() == 102);

            // then
            assertThat(stage.order.subList(100, 102)).contains("single");
            while (!stage.running.isEmpty()) {
                stage.endOne();
            }
            assertThat(Stage.await(single)).isEqualTo(Stage.DONE);
        }
    }

    @Test
    void aGreedyCallerThatFillsTheQueueGivesPlacesUpToOthers() {
        try (Stage stage = new Stage(Fixtures.config(Fixtures.bounds(1, 4)))) {
            // given
            List<Future<Outcome>> greedy = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                greedy.add(stage.submit("greedy"));
            }
            until(() -> stage.admission.waiting() == 4);

            // when
            Future<Outcome> modest = stage.submit("modest");

            // then
            assertThat(Stage.refusal(Stage.await(greedy.getLast())).code()).isEqualTo(RefusalCode.QUEUE_FULL);
            for (int i = 0; i < 5; i++) {
                until(() -> !stage.running.isEmpty());
                stage.endOne();
            }
            assertThat(Stage.await(modest)).isEqualTo(Stage.DONE);
            assertThat(stage.order.indexOf("modest")).isLessThanOrEqualTo(2);
        }
    }

    @Test
    void runsOnTheShardsThreadWithoutAHopWhenNobodyWaits() {
        try (Stage stage = new Stage(Fixtures.config(DEFAULT))) {
            // given: somebody on the shard's own loop asks
            stage.answersAtOnce = true;
            Stage.await(stage.submit("anybody"));
            AtomicReference<Thread> asking = new AtomicReference<>();
            AtomicReference<Thread> answered = new AtomicReference<>();

            // when
            Future<Outcome> answer = stage.onShard(() -> {
                asking.set(Thread.currentThread());
                return stage.submit("caller").onComplete(done -> answered.set(Thread.currentThread()));
            });
            Stage.await(answer);

            // then
            assertThat(stage.providerThread).isSameAs(asking.get());
            assertThat(answered.get()).isSameAs(asking.get());
        }
    }

    @Test
    void aCancelledCallLeavesTheQueueAtOnce() {
        try (Stage stage = new Stage(Fixtures.config(Fixtures.bounds(1, 1)))) {
            // given
            stage.submit("a");
            Call waiting = Fixtures.call("b");
            Future<Outcome> answer = stage.submit(waiting);
            until(() -> stage.admission.waiting() == 1);

            // when
            stage.cancel(waiting);

            // then
            assertThat(Stage.refusal(Stage.await(answer)).code()).isEqualTo(RefusalCode.CANCELLED);
            until(() -> stage.admission.waiting() == 0);
            Future<Outcome> next = stage.submit("c");
            until(() -> stage.admission.waiting() == 1);
            stage.endOne();
            until(() -> !stage.running.isEmpty());
            stage.endOne();
            assertThat(Stage.await(next)).isEqualTo(Stage.DONE);
            assertThat(stage.order).containsExactly("a", "c");
        }
    }

    @Test
    void aCancelledRunningCallKeepsItsPermitUntilItsProviderHasAnswered() {
        try (Stage stage = new Stage(Fixtures.config(Fixtures.bounds(1, 1)))) {
            // given
            Call call = Fixtures.call("a");
            Future<Outcome> answer = stage.submit(call);
            until(() -> stage.running.size() == 1);

            // when
            stage.cancel(call);
            Future<Outcome> next = stage.submit("b");
            until(() -> stage.admission.waiting() == 1);

            // then
            assertThat(stage.admission.running()).isEqualTo(1);
            assertThat(answer.isComplete()).isFalse();
            stage.endOne();
            until(() -> !stage.running.isEmpty());
            stage.endOne();
            Stage.await(next);
        }
    }

    @Test
    void aWaitingCallIsRefusedWhenItsDeadlinePasses() {
        try (Stage stage = new Stage(Fixtures.config(Fixtures.bounds(1, 5)))) {
            // given
            stage.submit("a");

            // when
            Outcome outcome = Stage.await(stage.submit(Fixtures.call("b", "slow", Duration.ofSeconds(1))));

            // then
            Refusal refusal = Stage.refusal(outcome);
            assertThat(refusal.code()).isEqualTo(RefusalCode.DEADLINE_UNREACHABLE);
            assertThat(refusal.details()).containsEntry("bound", "node").containsKey("waitedMillis");
            assertThat(stage.admission.waiting()).isZero();
        }
    }

    @Test
    void aCallWhoseDeadlineHasPassedIsNotRun() {
        try (Stage stage = new Stage(Fixtures.config(DEFAULT))) {
            // when
            Outcome outcome = Stage.await(stage.submit(Fixtures.call("a", "slow", Duration.ofMillis(-1))));

            // then
            assertThat(Stage.refusal(outcome).code()).isEqualTo(RefusalCode.DEADLINE_UNREACHABLE);
            assertThat(stage.order).isEmpty();
            assertThat(stage.admission.running()).isZero();
        }
    }

    @Test
    void aCallThatWaitsForItsToolHoldsNoPermitOfTheNode() {
        SluiceConfig config = Fixtures.config(
                Fixtures.bounds(2, 10),
                Fixtures.NO_LIMITS,
                Map.of(),
                Map.of("slow", Fixtures.toolWith(Fixtures.bounds(1, 10))));
        try (Stage stage = new Stage(config)) {
            // given
            stage.submit(Fixtures.call("a", "slow", Duration.ofSeconds(30)));
            stage.submit(Fixtures.call("a", "slow", Duration.ofSeconds(30)));
            until(() -> stage.admission.waiting() == 1);

            // when
            stage.submit(Fixtures.call("a", "quick", Duration.ofSeconds(30)));

            // then
            until(() -> stage.running.size() == 2);
            assertThat(stage.admission.running()).isEqualTo(2);
            assertThat(gauge(stage, "mcp.admission.waiting", "tool:slow")).isEqualTo(1);
            assertThat(gauge(stage, "mcp.admission.waiting", "node")).isZero();
        }
    }

    @Test
    void theRefusalNamesTheBoundOfTheProvider() {
        SluiceConfig config = Fixtures.config(
                DEFAULT, Fixtures.NO_LIMITS, Map.of("fake", Fixtures.providerWith(Fixtures.bounds(1, 0))), Map.of());
        try (Stage stage = new Stage(config)) {
            // given
            stage.submit("a");
            until(() -> stage.running.size() == 1);

            // when
            Outcome outcome = Stage.await(stage.submit("b"));

            // then
            assertThat(Stage.refusal(outcome).details()).containsEntry("bound", "provider:fake");
            assertThat(stage.admission.running()).isEqualTo(1);
        }
    }

    @Test
    void releasesEveryLeaseWhateverBecomesOfTheCall() {
        SluiceConfig config = Fixtures.config(
                DEFAULT,
                Fixtures.NO_LIMITS,
                Map.of("fake", Fixtures.providerWith(Fixtures.bounds(5, 5))),
                Map.of("slow", Fixtures.toolWith(Fixtures.bounds(5, 5))));
        try (Stage stage = new Stage(config)) {
            // given
            Future<Outcome> failing = stage.submit("a");
            until(() -> stage.running.size() == 1);
            stage.end(stage.running.remove(), null);

            // when
            Future<Outcome> silent = stage.submit(Fixtures.call("a", "slow", Duration.ofSeconds(1)));

            // then
            assertThat(Stage.refusal(Stage.await(failing)).code()).isEqualTo(RefusalCode.INTERNAL_ERROR);
            assertThat(Stage.refusal(Stage.await(silent)).code()).isEqualTo(RefusalCode.TIMEOUT);
            for (String gate : List.of("node", "provider:fake", "tool:slow")) {
                assertThat(gauge(stage, "mcp.admission.running", gate)).isZero();
            }
        }
    }

    @Test
    void saysSoWhenTheProviderIsNotThere() {
        try (Stage stage = new Stage(Fixtures.config(DEFAULT))) {
            // given
            Call call = Fixtures.callTo("nobody");

            // when
            Outcome outcome = Stage.await(stage.submit(call));

            // then
            assertThat(Stage.refusal(outcome).code()).isEqualTo(RefusalCode.INTERNAL_ERROR);
            assertThat(Stage.refusal(outcome).message()).contains("provider");
            assertThat(stage.admission.running()).isZero();
        }
    }

    @Test
    void whileDrainingNewCallsAreRefusedAndOthersGoOn() {
        try (Stage stage = new Stage(Fixtures.config(Fixtures.bounds(1, 5)))) {
            // given
            Future<Outcome> first = stage.submit("a");
            Future<Outcome> second = stage.submit("a");
            until(() -> stage.admission.waiting() == 1);

            // when
            Future<Void> drained = stage.admission.drain(Duration.ofSeconds(20));
            Refusal refusal = Stage.refusal(Stage.await(stage.submit("b")));

            // then
            assertThat(refusal.code()).isEqualTo(RefusalCode.DRAINING);
            assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(1));
            assertThat(drained.isComplete()).isFalse();
            stage.endOne();
            until(() -> !stage.running.isEmpty());
            stage.endOne();
            Stage.await(drained);
            assertThat(first.result()).isEqualTo(Stage.DONE);
            assertThat(Stage.await(second)).isEqualTo(Stage.DONE);
        }
    }

    @Test
    void anIdleNodeIsDrainedAtOnce() {
        try (Stage stage = new Stage(Fixtures.config(DEFAULT))) {
            assertThat(Stage.await(stage.admission.drain(Duration.ofSeconds(20))))
                    .isNull();
        }
    }

    @Test
    void atTheLimitOfDrainingWaitingCallsAreRefusedAndTheRestIsCounted() {
        try (Stage stage = new Stage(Fixtures.config(Fixtures.bounds(1, 5)))) {
            // given
            stage.submit("a");
            Future<Outcome> waiting = stage.submit("a");
            until(() -> stage.admission.waiting() == 1);

            // when
            Throwable left = catchThrowable(() -> Stage.await(stage.admission.drain(Duration.ofMillis(50))));

            // then
            assertThat(left).isInstanceOf(CallsLeftException.class);
            assertThat(((CallsLeftException) left).running()).isEqualTo(1);
            assertThat(((CallsLeftException) left).waiting()).isEqualTo(1);
            assertThat(Stage.refusal(Stage.await(waiting)).code()).isEqualTo(RefusalCode.DRAINING);
        }
    }

    private static double gauge(Stage stage, String name, String gate) {
        return stage.meters.get(name).tag("gate", gate).gauge().value();
    }
}
