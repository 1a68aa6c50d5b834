package dev.sluice.provider.upstream.parked;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.upstream.Asked;
import dev.sluice.provider.upstream.LegacyWork;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A call that waits for its caller: who may go on with it, how often, for how long. */
@Tag("R-302")
class ParkedCallsTest {
    private final ParkedScene scene = new ParkedScene(2);

    private static Asked asked() {
        return Asked.tool("ask").can(Capability.FORM, Capability.SAMPLING);
    }

    private ParkedScene.Running parked() {
        ParkedScene.Running one = scene.new Running(asked());
        one.ask();
        scene.quiet();
        return one;
    }

    private static RefusalCode refusal(Future<Outcome> outcome) {
        return ((Outcome.Refused) outcome.result()).refusal().code();
    }

    @Test
    void asksQuestionsTogetherThatComeTogetherAndGoesOnWithAllAnswers() {
        ParkedScene.Running one = scene.new Running(asked());
        one.ask();
        scene.time.pass(Duration.ofMillis(20));
        one.ask("sampling/createMessage", "{\"messages\":[],\"maxTokens\":5}");
        scene.quiet();
        assertThat(LegacyWork.keys(one.outcome.result())).containsExactly("q1", "q2");

        Future<Outcome> second = scene.retry(one.first.answering(
                one.outcome.result(),
                Map.of("q1", ParkedScene.NAME, "q2", "{\"role\":\"assistant\",\"content\":{}}", "x", "{}")));

        assertThat(one.told).containsExactly("1=" + ParkedScene.NAME, "2={\"role\":\"assistant\",\"content\":{}}");
        assertThat(second.isComplete()).isFalse();
        one.finish("{\"content\":[]}");
        assertThat(second.result()).isInstanceOf(Outcome.Completed.class);
        assertThat(scene.calls.size()).isZero();
        assertThat(one.over).isOne();
    }

    @Test
    void asksAgainForWhatIsMissing() {
        ParkedScene.Running one = scene.new Running(asked());
        one.ask();
        one.ask();
        scene.quiet();

        Outcome again = scene.retry(one.first.answering(one.outcome.result(), Map.of("q2", ParkedScene.NAME)))
                .result();

        assertThat(one.told).containsExactly("2=" + ParkedScene.NAME);
        assertThat(LegacyWork.keys(again)).containsExactly("q1");
    }

    @Test
    void refusesWhatDoesNotFitWithoutConsumingTheRound() {
        ParkedScene.Running one = parked();

        Future<Outcome> bad =
                scene.retry(one.first.answering(one.outcome.result(), Map.of("q1", "{\"action\":\"perhaps\"}")));
        Future<Outcome> good = scene.retry(one.first.answering(one.outcome.result(), Map.of("q1", ParkedScene.NAME)));

        assertThat(refusal(bad)).isEqualTo(RefusalCode.INVALID_PARAMS);
        assertThat(good.isComplete()).isFalse();
        assertThat(one.told).containsExactly("1=" + ParkedScene.NAME);
    }

    @Test
    void tellsARepeatedRetryTheSameAndDoesNothingTwice() {
        ParkedScene.Running one = parked();
        LegacyWork retry = one.first.answering(one.outcome.result(), Map.of("q1", ParkedScene.NAME));
        Future<Outcome> second = scene.retry(retry);
        one.finish("{\"content\":[],\"n\":1.0}");

        Future<Outcome> repeated =
                scene.retry(one.first.answering(one.outcome.result(), Map.of("q1", ParkedScene.NAME)));

        assertThat(repeated.result()).isEqualTo(second.result());
        assertThat(one.told).hasSize(1);
        scene.time.pass(ParkedCalls.Bounds.KEEP);
        assertThat(refusal(scene.retry(retry))).isEqualTo(RefusalCode.INVALID_PARAMS);
        assertThat(scene.time.pending()).isZero();
    }

    @Test
    void tellsARepeatedRetryWhatItWasAskedNext() {
        ParkedScene.Running one = parked();
        LegacyWork retry = one.first.answering(one.outcome.result(), Map.of("q1", ParkedScene.NAME));
        Future<Outcome> second = scene.retry(retry);
        one.ask();
        scene.quiet();

        assertThat(scene.retry(retry).result()).isEqualTo(second.result());
        assertThat(LegacyWork.keys(second.result())).containsExactly("q2");
    }

    @Test
    void leadsNobodyElseAndNoOtherRequestToIt() {
        ParkedScene.Running one = parked();
        Outcome.InputRequired asks = (Outcome.InputRequired) one.outcome.result();
        var answers = one.first.call().answers().next(Map.of(), asks.state());
        Asked stranger = new Asked(
                Asked.entry("ask"),
                "{}",
                null,
                answers,
                one.first.call().caller().capabilities(),
                null,
                null,
                "mallory");

        assertThat(refusal(scene.retry(new LegacyWork(stranger)))).isEqualTo(RefusalCode.INVALID_PARAMS);
        assertThat(refusal(scene.retry(new LegacyWork(Asked.tool("other").answers(answers)))))
                .isEqualTo(RefusalCode.INVALID_PARAMS);
        assertThat(one.told).isEmpty();
    }

    @Test
    void cancelsAtTheServerWhatNobodyComesBackFor() {
        ParkedScene.Running one = scene.new Running(asked());
        one.ask();
        one.ask("sampling/createMessage", "{\"messages\":[],\"maxTokens\":5}");
        scene.quiet();

        scene.time.pass(ParkedScene.DIALOGUE);

        assertThat(one.told).containsExactly("1={\"action\":\"cancel\"}", "2!-32603", "cancel");
        assertThat(one.over).isOne();
        assertThat(scene.calls.size()).isZero();
        assertThat(scene.time.pending()).isZero();
    }

    @Test
    void keepsAResultThatComesWithoutAnswersForTheRetry() {
        ParkedScene.Running one = parked();
        one.finish("{\"content\":[]}");

        Future<Outcome> second = scene.retry(one.first.answering(one.outcome.result(), Map.of()));

        assertThat(second.result()).isInstanceOf(Outcome.Completed.class);
    }

    @Test
    void goesOnForAWhileWhenARetryIsCutOffAndHandsItsResultToTheNext() {
        ParkedScene.Running one = parked();
        LegacyWork retry = one.first.answering(one.outcome.result(), Map.of("q1", ParkedScene.NAME));
        Future<Outcome> cut = scene.retry(retry);

        one.call.cancelled(retry);
        Future<Outcome> next = scene.retry(one.first.answering(one.outcome.result(), Map.of("q1", ParkedScene.NAME)));
        scene.time.pass(ParkedCalls.Bounds.GRACE);
        one.finish("{\"content\":[]}");

        assertThat(refusal(cut)).isEqualTo(RefusalCode.CANCELLED);
        assertThat(next.result()).isInstanceOf(Outcome.Completed.class);
        assertThat(one.told).hasSize(1);
    }

    @Test
    void givesUpARetryThatWasCutOffAndNotRepeated() {
        ParkedScene.Running one = parked();
        LegacyWork retry = one.first.answering(one.outcome.result(), Map.of("q1", ParkedScene.NAME));
        scene.retry(retry);
        one.call.cancelled(retry);

        scene.time.pass(ParkedCalls.Bounds.GRACE);

        assertThat(one.told).containsExactly("1=" + ParkedScene.NAME, "cancel");
        assertThat(scene.calls.size()).isZero();
        assertThat(scene.time.pending()).isZero();
    }

    @Test
    void refusesToParkMoreThanTheBound() {
        parked();
        parked();

        ParkedScene.Running third = parked();

        assertThat(refusal(third.outcome)).isEqualTo(RefusalCode.QUEUE_FULL);
        assertThat(third.told).containsExactly("1={\"action\":\"cancel\"}", "cancel");
        assertThat(scene.calls.size()).isEqualTo(2);
    }

    @Test
    void keepsAsManyResultsAsMayBeParked() {
        for (int i = 0; i < 5; i++) {
            parked().finish("{}");
        }

        assertThat(scene.calls.kept()).isEqualTo(2);
    }

    @Test
    void doesNotAskWhatTheCallerCannotAnswer() {
        ParkedScene.Running one = scene.new Running(asked());

        one.ask("roots/list", "{}");
        one.ask("elicitation/create", "{\"mode\":\"url\",\"url\":\"https://a.example/\",\"message\":\"m\"}");
        one.ask("sampling/createMessage", "{\"messages\":[],\"maxTokens\":5,\"tools\":[]}");
        scene.quiet();

        assertThat(one.told).containsExactly("1!-32601", "2!-32601", "3!-32601");
        assertThat(one.outcome.isComplete()).isFalse();
    }

    @Test
    void doesNotAskAgainWhatTheCallerCannotAnswerAnyMore() {
        ParkedScene.Running one = parked();
        Outcome.InputRequired asks = (Outcome.InputRequired) one.outcome.result();
        var answers = one.first.call().answers().next(Map.of(), asks.state());

        Future<Outcome> second =
                scene.retry(new LegacyWork(Asked.tool("ask").answers(answers).can(Capability.SAMPLING)));

        assertThat(one.told).containsExactly("1!-32601");
        assertThat(second.isComplete()).isFalse();
    }

    @Test
    void asksAboutPagesAndContextInTheWordsOfTheNewestRevision() {
        ParkedScene.Running one = scene.new Running(Asked.tool("ask").can(Capability.URL, Capability.SAMPLING));
        one.ask(
                "elicitation/create",
                "{\"mode\":\"url\",\"elicitationId\":\"e\",\"url\":\"https://a.example/\",\"message\":\"m\"}");
        one.ask(
                "sampling/createMessage",
                "{\"messages\":[],\"includeContext\":\"thisServer\",\"_meta\":{\"progressToken\":1}}");
        scene.quiet();

        assertThat(((Outcome.InputRequired) one.outcome.result()).inputRequests())
                .hasToString("{\"q1\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\","
                        + "\"url\":\"https://a.example/\",\"message\":\"m\"}},"
                        + "\"q2\":{\"method\":\"sampling/createMessage\",\"params\":{\"messages\":[],"
                        + "\"includeContext\":\"none\"}}}");
    }

    @Test
    void boundsTheQuestionsOfOneCall() {
        ParkedScene.Running one = scene.new Running(asked());
        for (int i = 0; i <= ParkedQuestions.MAX; i++) {
            one.ask();
        }

        assertThat(one.told).containsExactly(ParkedQuestions.MAX + 1 + "!-32603");
    }

    @Test
    @Tag("R-305")
    void asksNobodyToOpenWhatIsNoPageOfTheWeb() {
        ParkedScene.Running one = scene.new Running(Asked.tool("ask").can(Capability.URL));

        one.ask("elicitation/create", "{\"mode\":\"url\",\"url\":\"javascript:alert(1)\",\"message\":\"m\"}");

        assertThat(one.told).containsExactly("1!-32601");
    }

    @Test
    @Tag("R-305")
    void letsNobodyTakeAllThePlacesOfCallsThatAsk() {
        ParkedScene three = new ParkedScene(3);
        ParkedScene.Running first = parked(three, "mallory");
        ParkedScene.Running second = parked(three, "mallory");
        ParkedScene.Running third = parked(three, "mallory");

        ParkedScene.Running other = parked(three, "alice");
        ParkedScene.Running fourth = parked(three, "mallory");

        assertThat(other.outcome.result()).isInstanceOf(Outcome.InputRequired.class);
        assertThat(third.told).contains("cancel");
        assertThat(third.over).isOne();
        assertThat(fourth.outcome.result()).isInstanceOf(Outcome.Refused.class);
        assertThat(first.over + second.over).isZero();
        assertThat(three.calls.size()).isEqualTo(3);
    }

    private static ParkedScene.Running parked(ParkedScene place, String subject) {
        ParkedScene.Running one =
                place.new Running(Asked.tool("ask").can(Capability.FORM).by(subject));
        one.ask();
        place.quiet();
        return one;
    }
}
