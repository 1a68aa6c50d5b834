package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.AdmissionConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/** Whatever happens in whatever order between callers and owner: bounds hold and nobody is forgotten. */
@Tag("R-106")
class GatePropertyTest {
    @Property(tries = 500)
    @Label("bounds hold at every moment and everybody is answered once")
    void boundsHoldAndEverybodyIsAnsweredOnce(
            @ForAll @IntRange(min = 1, max = 4) int maxRunning,
            @ForAll @IntRange(min = 0, max = 6) int maxWaiting,
            @ForAll("steps") List<Step> steps) {
        Scene scene = new Scene(maxRunning, maxWaiting);
        for (Step step : steps) {
            scene.play(step);
            scene.checkBounds();
        }
        scene.finish();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kinds = Arbitraries.of(
                Kind.COME,
                Kind.COME,
                Kind.COME,
                Kind.RELEASE,
                Kind.RELEASE,
                Kind.LEAVE,
                Kind.OWNER,
                Kind.OWNER,
                Kind.TIME);
        return Combinators.combine(kinds, Arbitraries.integers().between(0, 999))
                .as(Step::new)
                .list()
                .ofMaxSize(120);
    }

    enum Kind {
        COME,
        RELEASE,
        LEAVE,
        OWNER,
        TIME
    }

    record Step(Kind kind, int choice) {}

    private static final class Scene {
        private final ManualClock clock = new ManualClock();
        private final ManualOwner owner = new ManualOwner(clock);
        private final AdmissionConfig bounds;
        private final Gate gate;
        private final List<GateTest.Visitor> visitors = new ArrayList<>();
        private final Set<GateTest.Visitor> left = new HashSet<>();

        Scene(int maxRunning, int maxWaiting) {
            bounds = new AdmissionConfig(maxRunning, maxWaiting, Duration.ofSeconds(5));
            gate = new Gate("node", bounds, owner, clock, new SimpleMeterRegistry());
        }

        void play(Step step) {
            switch (step.kind()) {
                case COME -> {
                    String caller = step.choice() % 3 == 0 ? "modest" + step.choice() % 4 : "greedy";
                    long deadline = clock.millis() + 1 + step.choice() * 20L;
                    visitors.add(new GateTest.Visitor(gate, caller, clock, deadline).come());
                }
                case RELEASE ->
                    pick(visitors.stream().filter(GateTest.Visitor::runs).toList(), step.choice(), false);
                case LEAVE ->
                    pick(
                            visitors.stream()
                                    .filter(visitor -> !visitor.isOver() && !visitor.runs())
                                    .toList(),
                            step.choice(),
                            true);
                case OWNER -> owner.step();
                case TIME -> {
                    clock.advance(step.choice());
                    if (step.choice() % 2 == 0) {
                        owner.settle();
                    }
                }
            }
        }

        void checkBounds() {
            assertThat(running()).isLessThanOrEqualTo(gate.running());
            assertThat(gate.running()).isBetween(0, bounds.maxRunning());
            assertThat(gate.waiting()).isBetween(0, bounds.maxWaiting());
            if (gate.waiting() > 0) {
                assertThat(gate.running()).isEqualTo(bounds.maxRunning());
            }
        }

        void finish() {
            owner.settle();
            while (running() > 0) {
                visitors.stream().filter(GateTest.Visitor::runs).toList().forEach(GateTest.Visitor::release);
                owner.settle();
                checkBounds();
            }
            for (GateTest.Visitor visitor : visitors) {
                assertThat(visitor.answers()).isLessThanOrEqualTo(1);
                assertThat(visitor.isOver() || left.contains(visitor)).isTrue();
            }
            assertThat(gate.running()).isZero();
            assertThat(gate.waiting()).isZero();
            assertThat(gate.callers().count()).isZero();
            assertThat(gate.callers().peak()).isZero();
        }

        private long running() {
            return visitors.stream().filter(GateTest.Visitor::runs).count();
        }

        private void pick(List<GateTest.Visitor> from, int choice, boolean leave) {
            if (from.isEmpty()) {
                return;
            }
            GateTest.Visitor one = from.get(choice % from.size());
            if (leave) {
                left.add(one);
                one.leave();
            } else {
                one.release();
            }
        }
    }
}
