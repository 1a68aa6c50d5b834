package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outcome;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of a legacy revision that asks its client something while it works on a call. */
@Tag("R-302")
class LegacyDialogueTest {
    private static final String FORM = "{\"message\":\"Name?\",\"requestedSchema\":{\"type\":\"object\"}}";

    private static final String NAME = "{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}";

    private final LegacyRig rig = new LegacyRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private LegacyRig over(String transport) {
        return transport.equals("sse") ? rig.sse() : rig;
    }

    private static LegacyWork asked(String tool) {
        return new LegacyWork(Asked.tool(tool).can(Capability.FORM, Capability.ROOTS, Capability.TASKS));
    }

    private void askingTool() {
        rig.server.tools.put(
                "ask",
                turn -> turn.ask(
                        "elicitation/create",
                        FORM,
                        answer -> turn.result("{\"content\":[],\"got\":" + answer.getValue("result") + "}")));
    }

    private static RefusalCode code(Outcome outcome) {
        return ((Outcome.Refused) outcome).refusal().code();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    @Tag("R-502")
    void asksTheCallerAndGoesOnWithTheSameCall(String transport) {
        askingTool();
        over(transport).open();
        LegacyWork first = asked("ask");

        Outcome.InputRequired asks = (Outcome.InputRequired) rig.run(first);
        Outcome done = rig.run(first.answering(asks, Map.of("q1", NAME)));

        assertThat(asks.inputRequests())
                .hasToString("{\"q1\":{\"method\":\"elicitation/create\",\"params\":" + FORM + "}}");
        assertThat(new JsonObject(String.valueOf(asks.state())).getString("n")).isEqualTo("n1");
        assertThat(done).isEqualTo(new Outcome.Completed(RawJson.of("{\"content\":[],\"got\":" + NAME + "}"), false));
        assertThat(rig.server.count("tools/call")).isOne();
        assertThat(rig.dialect().status()).containsEntry("parked", 0);
    }

    @Test
    void tellsTheServerOfNoMoreThanTheCallerCanDo() {
        askingTool();
        rig.open();

        rig.run(asked("ask"));

        assertThat(rig.server.sessions.values().stream()
                        .map(session -> session.client.encode())
                        .toList())
                .containsExactlyInAnyOrder("{}", "{\"roots\":{},\"elicitation\":{\"form\":{}}}");
    }

    @Test
    void tellsTheServerThatNobodyCanBeAskedWhereQuestionsAreOff() {
        rig.questions = false;
        rig.server.tools.put(
                "ask",
                turn -> turn.ask(
                        "elicitation/create",
                        FORM,
                        answer -> turn.result("{\"content\":[],\"got\":" + answer.getValue("error") + "}")));
        rig.open();

        Outcome outcome = rig.run(asked("ask"));

        assertThat(((Outcome.Completed) outcome).result().toString()).contains("-32601");
        assertThat(rig.server.sessions.values()).allMatch(session -> session.client.isEmpty());
    }

    @Test
    void takesAQuestionOnTheStreamOfTheSessionForTheOnlyCall() {
        rig.server.tools.put(
                "ask",
                turn -> turn.session.event(
                        rig.server.question("roots/list", "{}", answer -> turn.result("{\"content\":[]}"))));
        rig.open();
        LegacyWork first = asked("ask");

        Outcome asks = rig.run(first);

        assertThat(LegacyWork.keys(asks)).containsExactly("q1");
        assertThat(rig.run(first.answering(asks, Map.of("q1", "{\"roots\":[]}"))))
                .isInstanceOf(Outcome.Completed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    void cancelsWhatNobodyAnswers(String transport) {
        rig.dialogue = Duration.ofMillis(100);
        List<JsonObject> got = new CopyOnWriteArrayList<>();
        rig.server.tools.put("ask", turn -> turn.ask("elicitation/create", FORM, got::add));
        over(transport).open();
        LegacyWork first = asked("ask");

        Outcome asks = rig.run(first);

        await().until(() -> rig.server.count("notifications/cancelled") == 1 && !got.isEmpty());
        assertThat(got.getFirst().getJsonObject("result").encode()).isEqualTo("{\"action\":\"cancel\"}");
        assertThat(code(rig.run(first.answering(asks, Map.of("q1", NAME))))).isEqualTo(RefusalCode.INVALID_PARAMS);
        assertThat(rig.server.count("tools/call")).isOne();
    }

    @Test
    void boundsParkedCallsAndCountsWhatItRefuses() {
        rig.maxParked = 1;
        askingTool();
        rig.open();
        rig.run(asked("ask"));

        Outcome second = rig.run(asked("ask"));

        assertThat(code(second)).isEqualTo(RefusalCode.QUEUE_FULL);
        assertThat(rig.counted("mcp.upstream.refused")).isEqualTo(1);
        assertThat(rig.meters.get("mcp.upstream.parked").gauge().value()).isEqualTo(1);
    }

    @Test
    void runsOneCallAtATimeInASessionWhoseQuestionsNameNoCall() {
        askingTool();
        rig.sse().open();
        LegacyWork one = asked("ask");
        Outcome asks = rig.run(one);
        Future<Outcome> other = rig.start(asked("ask"));

        rig.run(one.answering(asks, Map.of("q1", NAME)));

        assertThat(LegacyRig.await(other)).isInstanceOf(Outcome.InputRequired.class);
        assertThat(rig.server.sessions).hasSize(2);
    }

    @Test
    void opensAnotherSuchSessionWhenAllMayShareThem() {
        rig.sessions = UpstreamConfig.SessionsFor.ALL;
        askingTool();
        rig.sse().open();

        rig.run(asked("ask"));
        rig.run(asked("ask"));

        assertThat(rig.server.sessions).hasSize(3);
    }

    @Test
    void asksForPagesAndMakesTheCallAnewWhenTheyWereOpened() {
        rig.server.tools.put("pages", turn -> {
            if (rig.server.count("tools/call") == 1) {
                turn.error("{\"code\":-32042,\"message\":\"m\",\"data\":{\"elicitations\":[{\"mode\":\"url\","
                        + "\"elicitationId\":\"e\",\"url\":\"https://a.example/\",\"message\":\"Open\"}]}}");
            } else {
                turn.result("{\"content\":[]}");
            }
        });
        rig.open();
        LegacyWork first = new LegacyWork(Asked.tool("pages").can(Capability.URL));

        Outcome.InputRequired asks = (Outcome.InputRequired) rig.run(first);
        Outcome declined = rig.run(first.answering(asks, Map.of("u1-0", "{\"action\":\"decline\"}")));
        Outcome done = rig.run(first.answering(asks, Map.of("u1-0", "{\"action\":\"accept\"}")));

        assertThat(asks.inputRequests())
                .hasToString("{\"u1-0\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\","
                        + "\"url\":\"https://a.example/\",\"message\":\"Open\"}}}");
        assertThat(code(declined)).isEqualTo(RefusalCode.TOOL_FAILED);
        assertThat(done).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.server.count("tools/call")).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    void cancelsWhatIsParkedWhenItIsClosed(String transport) {
        askingTool();
        over(transport).open();
        rig.run(asked("ask"));

        LegacyRig.await(rig.onHome(rig.dialect()::close));

        await().until(() -> rig.server.count("notifications/cancelled") == 1);
        List<String> left = List.copyOf(rig.server.sessions.keySet());
        await().until(rig.server.sessions::isEmpty);
        assertThat(left).hasSizeLessThanOrEqualTo(2);
    }
}
