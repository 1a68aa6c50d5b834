package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.AdmissionConfig;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-106")
class GateTest {
    private static final long FAR = 3_600_000;

    private final ManualClock clock = new ManualClock();
    private final ManualOwner owner = new ManualOwner(clock);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void lets100RunAnd200WaitAndRefusesTheNextAtOnce() {
        // given
        Gate gate = gate(100, 200);
        for (int i = 0; i < 300; i++) {
            come(gate, "caller" + i % 10);
        }
        owner.settle();
        int messages = owner.messages();

        // when
        Visitor last = come(gate, "caller0");

        // then
        assertThat(gate.running()).isEqualTo(100);
        assertThat(gate.waiting()).isEqualTo(200);
        Refusal refusal = last.denial();
        assertThat(refusal.code()).isEqualTo(RefusalCode.QUEUE_FULL);
        assertThat(refusal.details())
                .containsEntry("bound", "node")
                .containsEntry("activeRequests", 100)
                .containsEntry("queueSize", 200);
        assertThat(refusal.retryAfter()).isPositive();
        assertThat(owner.messages()).isEqualTo(messages);
    }

    @Test
    void refusesAFloodOfOneCallerWithoutMessagesToTheOwner() {
        // given
        Gate gate = gate(2, 20);
        for (int i = 0; i < 22; i++) {
            come(gate, "greedy");
        }
        owner.settle();
        int messages = owner.messages();

        // when
        for (int i = 0; i < 1000; i++) {
            come(gate, "greedy");
        }

        // then
        assertThat(owner.messages()).isEqualTo(messages);
        assertThat(meters.get("mcp.admission.refused")
                        .tag("reason", "queue_full")
                        .counter()
                        .count())
                .isEqualTo(1000);
    }

    @Test
    void refusesAFloodWithoutMessagesEvenBeforeTheOwnerHasSeenAnyOfIt() {
        // given
        Gate gate = gate(1, 10);

        // when
        for (int i = 0; i < 500; i++) {
            come(gate, "greedy");
        }
        Visitor other = come(gate, "other");
        owner.settle();

        // then
        assertThat(owner.messages()).isEqualTo(11);
        assertThat(other.refusal()).isNull();
        assertThat(gate.waiting()).isEqualTo(10);
    }

    @Test
    void aNewcomerTakesThePlaceOfTheGreediestCallersNewestCall() {
        // given
        Gate gate = gate(1, 5);
        Visitor running = come(gate, "greedy");
        List<Visitor> greedy = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            greedy.add(come(gate, "greedy"));
        }
        owner.settle();

        // when
        Visitor modest = come(gate, "modest");
        owner.settle();

        // then
        Refusal refusal = greedy.getLast().denial();
        assertThat(refusal.code()).isEqualTo(RefusalCode.QUEUE_FULL);
        assertThat(modest.refusal()).isNull();
        assertThat(gate.waiting()).isEqualTo(5);
        assertThat(meters.get("mcp.admission.evicted").counter().count()).isEqualTo(1);
        running.release();
        owner.settle();
        greedy.getFirst().release();
        owner.settle();
        assertThat(modest.runs()).isTrue();
    }

    @Test
    void sharesAFullQueueEvenlyBetweenTwoCallers() {
        // given
        Gate gate = gate(1, 10);
        come(gate, "first");
        for (int i = 0; i < 10; i++) {
            come(gate, "first");
        }
        owner.settle();

        // when
        int kept = 0;
        for (int i = 0; i < 20; i++) {
            Visitor visitor = come(gate, "second");
            owner.settle();
            kept += visitor.refusal() == null ? 1 : 0;
        }

        // then
        assertThat(kept).isEqualTo(5);
        assertThat(gate.callers().depth("first")).isEqualTo(5);
    }

    @Test
    void boundsThoseWhoAreOnTheirWayToContend() {
        // given
        Gate gate = gate(1, 4);
        for (int i = 0; i < 5; i++) {
            come(gate, "greedy");
        }
        owner.settle();
        int messages = owner.messages();

        // when
        for (int i = 0; i < 100; i++) {
            come(gate, "stranger" + i);
        }

        // then
        assertThat(owner.messages() - messages).isEqualTo(4);
        owner.settle();
        assertThat(gate.waiting()).isEqualTo(4);
        assertThat(gate.callers().peak()).isEqualTo(1);
    }

    @Test
    void doesNotLoseAPermitThatEndsWhileTheWaiterIsOnItsWay() {
        // given
        Gate gate = gate(1, 1);
        Visitor first = come(gate, "a");
        Visitor second = come(gate, "b");

        // when
        first.release();
        owner.settle();

        // then
        assertThat(second.runs()).isTrue();
        assertThat(gate.running()).isEqualTo(1);
        second.release();
        owner.settle();
        assertThat(gate.running()).isZero();
    }

    @Test
    void givesAKeptPermitUpWhenTheOnlyWaiterHasLeft() {
        // given
        Gate gate = gate(1, 1);
        Visitor first = come(gate, "a");
        Visitor second = come(gate, "b");
        owner.settle();

        // when
        second.leave();
        first.release();
        owner.settle();

        // then
        assertThat(second.runs()).isFalse();
        assertThat(gate.running()).isZero();
        assertThat(gate.waiting()).isZero();
        assertThat(gate.callers().count()).isZero();
        assertThat(come(gate, "c").runs()).isTrue();
    }

    @Test
    void refusesAtOnceWhatCannotStartBeforeItsDeadline() {
        // given: calls take ten seconds each
        Gate gate = gate(1, 10);
        Visitor first = come(gate, "a");
        clock.advance(10_000);
        first.release();
        come(gate, "a");

        // when
        Visitor hurried = come(gate, "b", 2_000);
        Visitor patient = come(gate, "b", 60_000);
        owner.settle();

        // then
        Refusal refusal = hurried.denial();
        assertThat(refusal.code()).isEqualTo(RefusalCode.DEADLINE_UNREACHABLE);
        assertThat(refusal.details()).containsEntry("bound", "node").containsEntry("estimatedWaitMillis", 10_000L);
        assertThat(refusal.retryAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(patient.refusal()).isNull();
    }

    @Test
    void estimatesByTurnsSoThatAGreedyCallerDoesNotCostOthersTheirDeadline() {
        // given: a second each, and fifty of one caller wait
        Gate gate = gate(1, 100);
        Visitor first = come(gate, "greedy");
        clock.advance(1_000);
        first.release();
        for (int i = 0; i < 51; i++) {
            come(gate, "greedy");
        }
        owner.settle();

        // when
        Visitor other = come(gate, "other", 3_000);
        owner.settle();

        // then
        assertThat(other.refusal()).isNull();
    }

    @Test
    void refusesAWaiterWhenItsTimeIsOver() {
        // given
        Gate gate = gate(1, 10);
        come(gate, "a");
        Visitor early = come(gate, "b", 500);
        Visitor late = come(gate, "b", 5_000);
        owner.settle();

        // when
        clock.advance(500);
        owner.settle();

        // then
        Refusal refusal = early.denial();
        assertThat(refusal.code()).isEqualTo(RefusalCode.DEADLINE_UNREACHABLE);
        assertThat(refusal.details()).containsEntry("bound", "node").containsEntry("waitedMillis", 500L);
        assertThat(late.refusal()).isNull();
        assertThat(gate.waiting()).isEqualTo(1);
    }

    @Test
    void waitsNoLongerThanTheBoundAllows() {
        // given
        Gate gate = new Gate("tool:slow", new AdmissionConfig(1, 10, Duration.ofMillis(300)), owner, clock, meters);
        come(gate, "a");
        Visitor waiting = come(gate, "b");
        owner.settle();

        // when
        clock.advance(300);
        owner.settle();

        // then
        Refusal refusal = waiting.denial();
        assertThat(refusal.details()).containsEntry("bound", "tool:slow");
    }

    @Test
    void doesNotGrantAPermitToAWaiterThatIsTooLate() {
        // given
        Gate gate = gate(1, 10);
        Visitor first = come(gate, "a");
        Visitor late = come(gate, "b", 500);
        Visitor next = come(gate, "c", 5_000);
        owner.settle();

        // when
        clock.advance(600);
        first.release();
        owner.step();

        // then
        assertThat(late.refusal()).isNotNull();
        assertThat(next.runs()).isTrue();
    }

    @Test
    void refusesWhoeverWaitsOrComesAfterItWasClosed() {
        // given
        Gate gate = gate(1, 10);
        come(gate, "a");
        Visitor waiting = come(gate, "b");
        owner.settle();
        Visitor onTheWay = come(gate, "c");

        // when
        gate.room().close();
        owner.settle();

        // then
        for (Visitor visitor : List.of(waiting, onTheWay)) {
            Refusal refusal = visitor.denial();
            assertThat(refusal.code()).isEqualTo(RefusalCode.DRAINING);
        }
        assertThat(gate.waiting()).isZero();
    }

    @Test
    void aLeaseIsReleasedOnce() {
        // given
        Gate gate = gate(1, 0);
        Lease lease = Objects.requireNonNull(gate.tryEnter(clock.millis()));
        lease.release(clock.millis());

        // when, then
        assertThatThrownBy(() -> lease.release(clock.millis())).isInstanceOf(AssertionError.class);
        assertThat(gate.running()).isZero();
    }

    @Test
    void measuresOnlyThoseWhoWaited() {
        // given
        Gate gate = gate(1, 10);
        Visitor first = come(gate, "a");
        Visitor second = come(gate, "b");
        owner.settle();

        // when
        clock.advance(250);
        first.release();
        owner.settle();
        second.release();

        // then
        assertThat(meters.get("mcp.admission.wait").timer().count()).isEqualTo(1);
        assertThat(meters.get("mcp.admission.wait").timer().totalTime(java.util.concurrent.TimeUnit.MILLISECONDS))
                .isEqualTo(250);
        assertThat(meters.get("mcp.admission.service").gauge().value()).isPositive();
        assertThat(meters.get("mcp.admission.running").gauge().value()).isZero();
    }

    private Gate gate(int maxRunning, int maxWaiting) {
        return new Gate(
                "node", new AdmissionConfig(maxRunning, maxWaiting, Duration.ofMillis(FAR)), owner, clock, meters);
    }

    private Visitor come(Gate gate, String caller) {
        return come(gate, caller, FAR);
    }

    private Visitor come(Gate gate, String caller, long patience) {
        return new Visitor(gate, caller, clock, clock.millis() + patience).come();
    }

    /** Somebody at a gate. */
    static final class Visitor {
        private final Gate gate;
        private final ManualClock clock;
        private final Recorded recorded = new Recorded();
        private final Waiter waiter;
        private boolean released;

        Visitor(Gate gate, String caller, ManualClock clock, long deadline) {
            this.gate = gate;
            this.clock = clock;
            this.waiter = new Waiter(caller, clock.millis(), gate.expiry(clock.millis(), deadline), recorded);
        }

        Visitor come() {
            Lease lease = gate.tryEnter(clock.millis());
            if (lease != null) {
                recorded.granted(lease);
                return this;
            }
            switch (gate.enter(waiter, clock.millis())) {
                case Entry.Granted granted -> recorded.granted(granted.lease());
                case Entry.Denied denied -> recorded.denied(denied.refusal());
                case Entry.Queued queued -> {}
            }
            return this;
        }

        void leave() {
            gate.leave(waiter);
        }

        void release() {
            Lease lease = recorded.lease();
            if (lease != null) {
                lease.release(clock.millis());
                released = true;
            }
        }

        boolean runs() {
            return recorded.lease() != null && !released;
        }

        boolean isOver() {
            return released || recorded.refusal() != null;
        }

        int answers() {
            return recorded.answers();
        }

        Refusal denial() {
            return Objects.requireNonNull(recorded.refusal(), "it was not refused");
        }

        @Nullable
        Refusal refusal() {
            return recorded.refusal();
        }
    }
}
