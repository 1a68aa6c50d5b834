package dev.sluice.provider.upstream.parked;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Outcome;
import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import dev.sluice.provider.upstream.Asked;
import dev.sluice.provider.upstream.LegacyWork;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens in whatever order between server, callers and time: every round is answered once, every call ends once,
 * the server gets at most one answer to a question, and nothing is left.
 */
@Tag("R-302")
class ParkedCallsFuzzTest {
    @Test
    void everyRoundIsAnsweredOnceAndNothingIsLeft() throws InterruptedException {
        Fuzz.check(3, draw -> {
            Play play = new Play(draw);
            int steps = draw.below(80);
            for (int i = 0; i < steps; i++) {
                play.step();
                assertThat(play.scene.calls.size()).isBetween(0, 3);
                assertThat(play.scene.calls.kept()).isBetween(0, 3);
            }
            play.end();
        });
    }

    private static final class Round {
        final LegacyWork work;
        final ParkedScene.Running of;
        final Future<Outcome> outcome;
        final AtomicInteger answers = new AtomicInteger();

        Round(ParkedScene.Running of, LegacyWork work, Future<Outcome> outcome) {
            this.of = of;
            this.work = work;
            this.outcome = outcome;
            outcome.onComplete(done -> answers.incrementAndGet());
        }
    }

    private static final class Play {
        private final ParkedScene scene = new ParkedScene(3);
        private final Draw draw;
        private final List<ParkedScene.Running> calls = new ArrayList<>();
        private final List<Round> rounds = new ArrayList<>();

        Play(Draw draw) {
            this.draw = draw;
        }

        void step() {
            switch (draw.below(calls.isEmpty() ? 1 : 8)) {
                case 0 -> begin();
                case 1, 2 -> draw.any(calls).ask();
                case 3 -> retry();
                case 4 -> {
                    Round round = draw.any(rounds);
                    round.of.call.cancelled(round.work);
                }
                case 5 -> draw.any(calls).finish("{\"content\":[]}");
                case 6 -> scene.time.pass(Duration.ofMillis(draw.any(10, 30, 5_000, 60_000, 700_000)));
                default -> draw.any(calls).call.withdrawn(new RequestId(RawJson.of("1")));
            }
        }

        private void begin() {
            ParkedScene.Running one = scene.new Running(Asked.tool("ask").can(Capability.FORM));
            calls.add(one);
            rounds.add(new Round(one, one.first, one.outcome));
        }

        private void retry() {
            Round round = draw.any(rounds);
            if (round.outcome.result() instanceof Outcome.InputRequired asks) {
                List<String> keys = LegacyWork.keys(asks);
                Map<String, String> answers = keys.isEmpty() || draw.oneIn(4)
                        ? Map.of()
                        : Map.of(draw.any(keys), draw.oneIn(5) ? "{}" : ParkedScene.NAME);
                LegacyWork work = round.work.answering(asks, answers);
                rounds.add(new Round(round.of, work, scene.retry(work)));
            }
        }

        void end() {
            scene.quiet();
            for (ParkedScene.Running one : calls) {
                if (draw.oneIn(2)) {
                    one.finish("{}");
                }
            }
            rounds.forEach(round -> round.of.call.cancelled(round.work));
            scene.time.pass(Duration.ofHours(1));
            for (Round round : rounds) {
                assertThat(round.answers).hasValue(1);
            }
            for (ParkedScene.Running one : calls) {
                assertThat(one.over).isOne();
                assertThat(one.call.hasEnded()).isTrue();
                assertThat(one.told).doesNotHaveDuplicates();
            }
            assertThat(scene.calls.size()).isZero();
            assertThat(scene.calls.kept()).isZero();
            assertThat(scene.time.pending()).isZero();
        }
    }
}
