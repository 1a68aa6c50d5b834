package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that ask clients of old revisions something. */
@Tag("R-201")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuestionsTest {
    private static final String ALL = "{\"roots\":{},\"sampling\":{},\"elicitation\":{\"form\":{},\"url\":{}}}";
    private static final String FORM = "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\","
            + "\"message\":\"Name?\",\"requestedSchema\":{\"type\":\"object\"}}}";
    private static final String PAGE =
            "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"message\":\"Go\",\"url\":\"https://x\"}}";
    private static final String SAMPLE =
            "{\"method\":\"sampling/createMessage\",\"params\":{\"messages\":[],\"maxTokens\":1e2}}";
    private static final String ROOTS = "{\"method\":\"roots/list\"}";

    private final EdgeHarness gateway = new EdgeHarness(
            2,
            settings -> {
                settings.rounds = 3;
                settings.heartbeat = Duration.ofMillis(200);
            },
            List.of());

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.stubs.tools.clear();
        gateway.stubs.calls.clear();
        gateway.stubs.cancellations.clear();
    }

    @Test
    void asksAllQuestionsAtOnceAndGoesOnWithTheAnswers() {
        asks("{\"a\":" + FORM + ",\"b\":" + SAMPLE + ",\"c\":" + ROOTS + '}');
        String session = gateway.session("2025-11-25", ALL);

        EventReader stream = call(session);
        var questions = requests(stream, 3);

        assertThat(questions)
                .extracting(EventReader.Event::method)
                .containsExactly("elicitation/create", "sampling/createMessage", "roots/list");
        assertThat(questions.get(1).data()).contains("\"params\":{\"messages\":[],\"maxTokens\":1e2}");
        assertThat(questions)
                .allSatisfy(event -> assertThat(id(event)).matches("sl-[01]-[A-Za-z0-9_-]{20}"))
                .extracting(QuestionsTest::id)
                .doesNotHaveDuplicates();
        answer(session, questions.get(2), "\"result\":{\"roots\":[]}");
        answer(session, questions.get(0), "\"result\":{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");
        assertThat(stream.isEnded()).isFalse();
        answer(session, questions.get(1), "\"result\":{\"role\":\"assistant\"}");
        assertThat(stream.all())
                .last()
                .satisfies(event -> assertThat(event.data())
                        .contains("\"text\":\"done\"")
                        .startsWith("{\"jsonrpc\":\"2.0\",\"id\":1,"));
        Answers answers = new ArrayList<>(gateway.stubs.calls).get(1).answers();
        assertThat(answers.round()).isEqualTo(1);
        assertThat(answers.given()).containsOnlyKeys("a", "b", "c");
        assertThat(answers.given().get("a")).hasToString("{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}");
        assertThat(answers.state()).hasToString("{\"n\":1.0}");
    }

    @Test
    void asksFormsInTheShapeOfTheRevision() {
        asks("{\"a\":" + FORM + '}');
        String older = gateway.session("2025-06-18", "{\"elicitation\":{}}");
        String newer = gateway.session("2025-11-25", ALL);

        assertThat(requests(call(older), 1).getFirst().json().path("params").has("mode"))
                .isFalse();
        assertThat(requests(call(newer), 1)
                        .getFirst()
                        .json()
                        .path("params")
                        .path("mode")
                        .asText())
                .isEqualTo("form");
    }

    @Test
    void givesAPageAnIdOfItsOwn() {
        asks("{\"a\":" + PAGE + '}');

        var question = requests(call(gateway.session("2025-11-25", ALL)), 1).getFirst();

        assertThat(question.json().path("params").path("elicitationId").asText())
                .isNotEmpty();
        assertThat(question.json().path("params").path("url").asText()).isEqualTo("https://x");
    }

    @Test
    void knowsOfACapabilityOnlyWhatItsRevisionHas() {
        EdgeHarness in = gateway;
        in.ask()
                .header("Mcp-Session-Id", gateway.session("2025-03-26", ALL))
                .header("Accept", "application/json, text/event-stream")
                .legacy("tools/call", "\"name\":\"echo\"");
        in.ask()
                .header("Mcp-Session-Id", gateway.session("2025-06-18", ALL))
                .header("Accept", "application/json, text/event-stream")
                .legacy("tools/call", "\"name\":\"echo\"");
        in.ask()
                .header("Mcp-Session-Id", gateway.session("2025-11-25", ALL))
                .header("Accept", "application/json")
                .legacy("tools/call", "\"name\":\"echo\"");

        var calls = new ArrayList<>(gateway.stubs.calls);
        assertThat(calls.get(0).caller().capabilities().can(Capability.FORM)).isFalse();
        assertThat(calls.get(0).caller().capabilities().can(Capability.SAMPLING))
                .isTrue();
        assertThat(calls.get(1).caller().capabilities().can(Capability.FORM)).isTrue();
        assertThat(calls.get(1).caller().capabilities().can(Capability.URL)).isFalse();
        assertThat(calls.get(2).caller().capabilities().bits()).isZero();
    }

    @Test
    void takesAnErrorAsAnAnswerToAFormOnly() {
        asks("{\"a\":" + FORM + '}');
        String session = gateway.session("2025-11-25", ALL);
        EventReader form = call(session);
        answer(session, requests(form, 1).getFirst(), "\"error\":{\"code\":-32601,\"message\":\"no\"}");
        form.all();
        assertThat(new ArrayList<>(gateway.stubs.calls).get(1).answers().given().get("a"))
                .hasToString("{\"action\":\"cancel\"}");

        asks("{\"a\":" + SAMPLE + ",\"b\":" + FORM + '}');
        EventReader sample = call(session);
        var questions = requests(sample, 2);
        answer(session, questions.getFirst(), "\"error\":{\"code\":-1,\"message\":\"User rejected\",\"data\":[1.0]}");

        var last = sample.all();
        assertThat(last.getLast().data())
                .contains("\"error\":{\"code\":-1,\"message\":\"User rejected\",\"data\":[1.0]}");
        assertThat(last.get(2).method()).isEqualTo("notifications/cancelled");
        assertThat(last.get(2).json().path("params").path("requestId").asText()).isEqualTo(id(questions.get(1)));
    }

    @Test
    void believesTheAskedSessionOnly() {
        asks("{\"a\":" + FORM + '}');
        String session = gateway.session("2025-11-25", ALL);
        EventReader stream = call(session);
        var question = requests(stream, 1).getFirst();
        double before = unmatched();

        answer(gateway.session("2025-11-25", ALL), question, "\"result\":{\"action\":\"accept\"}");
        gateway.ask()
                .as("root")
                .header("Mcp-Session-Id", session)
                .post("{\"jsonrpc\":\"2.0\",\"id\":\"" + id(question) + "\",\"result\":{\"action\":\"accept\"}}");
        var unknown = gateway.ask()
                .header("Mcp-Session-Id", session)
                .post("{\"jsonrpc\":\"2.0\",\"id\":\"sl-0-AAAA\",\"result\":{}}");

        assertThat(unknown.status()).isEqualTo(202);
        await().until(() -> unmatched() == before + 2);
        assertThat(stream.isEnded()).isFalse();
        answer(session, question, "\"result\":{\"action\":\"decline\"}");
        assertThat(stream.all().getLast().data()).contains("done");
        answer(session, question, "\"result\":{\"action\":\"decline\"}");
        await().until(() -> unmatched() == before + 3);
    }

    @Test
    void endsACallThatAsksTooOften() {
        gateway.stubs.tools.put("echo", call -> Future.succeededFuture(new Outcome.InputRequired(null, null)));

        var reply = gateway.ask()
                .header("Mcp-Session-Id", gateway.session("2025-11-25", ALL))
                .header("Accept", "application/json, text/event-stream")
                .legacy("tools/call", "\"name\":\"echo\"");

        assertThat(reply.code()).isEqualTo("PROVIDER_FAILED");
        assertThat(gateway.stubs.calls).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tellsTheClientThatItNeedNotAnswerWhenItCancels(boolean again) {
        asks("{\"a\":" + FORM + '}');
        String session = gateway.session(again ? "2025-06-18" : "2025-11-25", ALL);
        EventReader stream = call(session);
        String question = id(requests(stream, 1).getFirst());

        gateway.ask()
                .header("Mcp-Session-Id", session)
                .post("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");

        var messages = stream.all();
        assertThat(messages.get(1).method()).isEqualTo("notifications/cancelled");
        assertThat(messages.get(1).json().path("params").path("requestId").asText())
                .isEqualTo(question);
        assertThat(messages.getLast().data()).contains("CANCELLED");
    }

    @Test
    void endsWhenTheDialogueTakesTooLong() {
        try (EdgeHarness hasty = new EdgeHarness(settings -> settings.dialogue = Duration.ofMillis(200))) {
            hasty.stubs.tools.put(
                    "echo",
                    call -> Future.succeededFuture(
                            new Outcome.InputRequired(RawJson.of("{\"a\":" + FORM + '}'), null)));

            EventReader stream = call(hasty, hasty.session("2025-11-25", ALL));

            var messages = stream.all();
            assertThat(messages).hasSize(3);
            assertThat(messages.get(1).method()).isEqualTo("notifications/cancelled");
            assertThat(messages.get(2).data()).contains("TIMEOUT");
        }
    }

    @Test
    @Tag("R-114")
    void doesNotHoldTheDoorOpenWhenItCloses() {
        try (EdgeHarness closing = new EdgeHarness(settings -> settings.shutdown = Duration.ofMinutes(1))) {
            closing.stubs.tools.put(
                    "echo",
                    call -> Future.succeededFuture(
                            new Outcome.InputRequired(RawJson.of("{\"a\":" + FORM + '}'), null)));
            EventReader stream = call(closing, closing.session("2025-11-25", ALL));
            stream.messages(1);
            long before = System.nanoTime();

            var stopped = closing.stop();

            await().until(stopped::isComplete);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
            assertThat(stream.all().getLast().data()).contains("DRAINING");
        }
    }

    @Test
    void endsWithItsSession() {
        asks("{\"a\":" + FORM + '}');
        String session = gateway.session("2025-11-25", ALL);
        EventReader stream = call(session);
        requests(stream, 1);

        gateway.ask().header("Mcp-Session-Id", session).method("DELETE");

        assertThat(stream.all().getLast().data()).contains("CANCELLED");
    }

    @Test
    void comesBackByItselfWhenNothingIsAsked() {
        gateway.stubs.tools.put(
                "echo",
                call -> Future.succeededFuture(
                        call.answers().round() < 2
                                ? new Outcome.InputRequired(
                                        null,
                                        RawJson.of(String.valueOf(call.answers().round())))
                                : Stubs.text("done " + call.answers().state())));

        var reply = gateway.ask()
                .header("Mcp-Session-Id", gateway.session("2025-11-25", ALL))
                .header("Accept", "application/json, text/event-stream")
                .legacy("tools/call", "\"name\":\"echo\"");

        assertThat(reply.body()).contains("done 1");
        assertThat(reply.header("Content-Type")).isEqualTo("application/json");
    }

    @Test
    void answersABatchAfterItsQuestionsInOneStream() {
        asks("{\"a\":" + SAMPLE + '}');
        String session = gateway.session("2025-03-26", ALL);

        EventReader stream = gateway.ask()
                .header("Mcp-Session-Id", session)
                .header("Accept", "application/json, text/event-stream")
                .open(
                        "POST",
                        "[" + Ask.legacyBody("tools/call", "\"name\":\"echo\"") + "," + Ask.legacyBody("ping", "")
                                + "]");
        answer(session, requests(stream, 1).getFirst(), "\"result\":{}");

        assertThat(stream.all()).hasSize(2);
        assertThat(stream.messages().getLast().json()).hasSize(2);
    }

    private double unmatched() {
        return gateway.meters.get("mcp.questions.unmatched").counter().count();
    }

    private void asks(String questions) {
        Function<dev.sluice.bus.Call, Future<Outcome>> tool = call -> Future.succeededFuture(
                call.answers().round() == 0
                        ? new Outcome.InputRequired(RawJson.of(questions), RawJson.of("{\"n\":1.0}"))
                        : Stubs.text("done"));
        gateway.stubs.tools.put("echo", tool);
    }

    private EventReader call(String session) {
        return call(gateway, session);
    }

    private static EventReader call(EdgeHarness gateway, String session) {
        return gateway.ask()
                .header("Mcp-Session-Id", session)
                .header("Accept", "application/json, text/event-stream")
                .open("POST", Ask.legacyBody("tools/call", "\"name\":\"echo\""));
    }

    private static List<EventReader.Event> requests(EventReader stream, int count) {
        return stream.messages(count);
    }

    private static String id(EventReader.Event event) {
        return event.json().path("id").asText();
    }

    private void answer(String session, EventReader.Event question, String resultOrError) {
        var reply = gateway.ask()
                .header("Mcp-Session-Id", session)
                .post("{\"jsonrpc\":\"2.0\",\"id\":\"" + id(question) + "\"," + resultOrError + '}');
        assertThat(reply.status()).isEqualTo(202);
    }
}
