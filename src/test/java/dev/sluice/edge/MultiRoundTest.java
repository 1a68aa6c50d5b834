package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Multi round-trip requests of 2026-07-28: what a client carries from round to round. */
@Tag("R-202")
class MultiRoundTest {
    private static final RawJson QUESTION = RawJson.of("{\"k\":{\"method\":\"roots/list\"}}");

    private final EdgeHarness gateway = new EdgeHarness();

    @BeforeEach
    void asksTwice() {
        gateway.stubs.tools.put(
                "echo",
                call -> Future.succeededFuture(
                        call.answers().round() < 2
                                ? new Outcome.InputRequired(
                                        QUESTION,
                                        RawJson.of("{\"seen\":" + call.answers().round() + '}'))
                                : Stubs.text("done")));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void bringsAnswersAndStateBackToTheProvider() {
        String first = state(gateway.ask().call("echo", "{\"a\":1}"));
        String second = state(again("{\"a\":1}", first, "{\"one\":{\"n\":1.0}}"));
        Reply done = again("{\"a\": 1}", second, "{\"two\":{}}");

        assertThat(done.result().path("resultType").asText()).isEqualTo("complete");
        assertThat(second).isNotEqualTo(first);
        Answers answers = last().answers();
        assertThat(answers.round()).isEqualTo(2);
        assertThat(answers.given())
                .containsEntry("one", RawJson.of("{\"n\":1.0}"))
                .containsEntry("two", RawJson.of("{}"));
        assertThat(answers.state()).hasToString("{\"seen\":1}");
    }

    @Test
    void takesAnswersThatComeWithTheFirstRequest() {
        Reply reply = again("{}", null, "{\"k\":{\"roots\":[]}}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(last().answers().given()).containsKey("k");
        assertThat(last().answers().round()).isZero();
    }

    @Test
    void refusesAStateThatWasChanged() {
        String state = state(gateway.ask().call("echo", "{}"));

        for (String broken : new String[] {state + "-TAMPERED", state + "A", state.substring(1), "", "x"}) {
            assertRefused(again("{}", broken, "{}"));
        }
    }

    @Test
    void refusesAStateOfSomebodyElseOrOfAnotherRequest() {
        String state = state(gateway.ask().call("echo", "{\"a\":1}"));

        assertRefused(again(gateway.ask().as("root"), "{\"a\":1}", state, "{}"));
        assertRefused(again("{\"a\":2}", state, "{}"));
    }

    @Test
    void refusesAStateThatHasExpired() {
        String state = state(gateway.ask().call("echo", "{}"));

        gateway.now.updateAndGet(
                now -> now.plus(gateway.config.dialogue().timeout()).plus(Duration.ofMillis(1)));

        assertRefused(again("{}", state, "{}"));
    }

    @Test
    void refusesAnswersThatAreNone() {
        for (String responses : new String[] {"null", "[]", "{\"k\":12345}", "\"k\""}) {
            assertRefused(again("{}", null, responses));
        }
    }

    @Test
    void endsADialogueThatNeverEnds() {
        gateway.stubs.tools.put("echo", call -> Future.succeededFuture(new Outcome.InputRequired(QUESTION, null)));
        Reply reply = gateway.ask().call("echo", "{}");
        for (int round = 1; round < gateway.config.dialogue().maxRounds(); round++) {
            reply = again("{}", state(reply), "{}");
        }

        reply = again("{}", state(reply), "{}");

        assertThat(reply.code()).isEqualTo("PROVIDER_FAILED");
        assertThat(reply.error().path("message").asText()).contains("dialogue.maxRounds");
    }

    @Test
    void bindsTheSizeOfWhatIsCarried() {
        String much = "\"" + "x".repeat(70_000) + '"';
        gateway.stubs.tools.put(
                "echo", call -> Future.succeededFuture(new Outcome.InputRequired(QUESTION, RawJson.of(much))));

        Reply reply = gateway.ask().call("echo", "{}");

        assertThat(reply.error().path("message").asText()).contains("dialogue.maxState");
    }

    private Call last() {
        return gateway.stubs.calls.stream().reduce((first, second) -> second).orElseThrow();
    }

    private Reply again(String arguments, @Nullable String state, String responses) {
        return again(gateway.ask(), arguments, state, responses);
    }

    private static Reply again(Ask ask, String arguments, @Nullable String state, String responses) {
        String carried = state == null ? "" : "\"requestState\":\"" + state + "\",";
        return ask.header("Mcp-Name", "echo")
                .modern(
                        "tools/call",
                        "\"name\":\"echo\",\"arguments\":" + arguments + ",\"inputResponses\":" + responses + ','
                                + carried);
    }

    private static String state(Reply reply) {
        assertThat(reply.result().path("resultType").asText()).isEqualTo("input_required");
        return reply.result().path("requestState").asText();
    }

    private static void assertRefused(Reply reply) {
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
        assertThat(reply.error().path("data").path("field").asText()).isIn("requestState", "inputResponses");
    }
}
