package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server of a legacy revision behind the gateway, over both transports of such servers. */
@Tag("R-301")
class LegacyUpstreamTest {
    private final LegacyRig rig = new LegacyRig();

    @AfterEach
    void close() {
        rig.close();
    }

    private LegacyRig over(String transport) {
        return transport.equals("sse") ? rig.sse() : rig;
    }

    private JsonObject received(String method) {
        return rig.server.received.stream()
                .filter(one -> method.equals(one.getString("method")))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    void offersAllPagesOfWhatTheServerListsAsItSpellsIt(String transport) {
        String one = "{\"name\":\"one\",\"inputSchema\":{\"type\":\"object\"},\"x\":1.0}";
        rig.server.methods.put(
                "tools/list",
                turn -> turn.result(
                        turn.params().containsKey("cursor")
                                ? "{\"tools\":[{\"name\":\"two\",\"inputSchema\":{\"type\":\"object\"}}]}"
                                : "{\"tools\":[" + one + "],\"nextCursor\":\"c\"}"));
        rig.server.methods.put(
                "resources/list", turn -> turn.result("{\"resources\":[{\"uri\":\"a:b\",\"name\":\"n\"}]}"));
        rig.server.methods.put("resources/templates/list", turn -> turn.error("{\"code\":-32601,\"message\":\"no\"}"));
        over(transport).open();

        Offer offer = rig.offer();

        assertThat(offer.tools()).extracting(ToolDescriptor::name).containsExactly("one", "two");
        assertThat(offer.tools().getFirst().definition()).hasToString(one);
        assertThat(offer.resources()).hasSize(1);
        assertThat(offer.prompts()).isNull();
        assertThat(received("initialize").getJsonObject("params"))
                .isEqualTo(new JsonObject("{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
                        + "\"clientInfo\":{\"name\":\"sluice\",\"version\":\"1.2.3\"}}"));
        assertThat(rig.dialect().status())
                .containsEntry("era", "legacy")
                .containsEntry("transport", transport)
                .containsEntry("revision", "2025-11-25");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    @Tag("R-302")
    void relaysACallAndItsResultAsTheyAreSpelled(String transport) {
        String result = "{\"content\":[],\"x\":[1.50, null],\"isError\":true}";
        rig.server.tools.put("t", turn -> turn.result(result));
        over(transport).open();

        Outcome outcome = rig.run(new LegacyWork(Asked.tool("t")
                .with("{\"a\":1.0}")
                .meta("{\"x/y\":2,\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"progressToken\":7}")));

        assertThat(outcome).isEqualTo(new Outcome.Completed(RawJson.of(result), true));
        assertThat(received("tools/call").getJsonObject("params").encode())
                .isEqualTo("{\"name\":\"t\",\"arguments\":{\"a\":1.0},\"_meta\":{\"x/y\":2}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    @Tag("R-302")
    void passesOnProgressAndLogOfTheCallAndAsksForTheLevelFirst(String transport) {
        rig.server.tools.put("t", turn -> {
            String token = String.valueOf(turn.params().getJsonObject("_meta").getValue("progressToken"));
            turn.note("notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1}");
            turn.note("notifications/message", "{\"level\":\"warning\",\"data\":\"w\"}");
            turn.note("notifications/progress", "{\"progressToken\":999,\"progress\":1}");
            turn.result("{\"content\":[]}");
        });
        over(transport).open();
        LegacyWork work = new LegacyWork(Asked.tool("t").hears("\"mine\"", LogLevel.INFO));

        rig.run(work);

        assertThat(work.progress).hasSize(1).first().asString().contains("\"progress\":1");
        assertThat(work.logs).containsExactly("warning {\"level\":\"warning\",\"data\":\"w\"}");
        List<String> order = rig.server.received.stream()
                .map(one -> String.valueOf(one.getString("method")))
                .toList();
        assertThat(order).containsSubsequence("logging/setLevel", "tools/call");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {"contents":[], "x":1.0}                  | {"contents":[], "x":1.0,"ttlMs":0,"cacheScope":"private"}
                    {}                                        | {"ttlMs":0,"cacheScope":"private"}
                    {"ttlMs":5,"contents":[]}                 | {"ttlMs":5,"contents":[],"cacheScope":"private"}
                    {"cacheScope":"public", "ttlMs":5}        | {"cacheScope":"public", "ttlMs":5}
                    """)
    @Tag("R-303")
    void saysOfWhatWasReadThatItIsNotToBeKept(String result, String told) {
        rig.server.methods.put("resources/read", turn -> turn.result(result));
        rig.open();

        Outcome outcome = rig.run(new LegacyWork(Asked.resource("a:b")));

        assertThat(outcome).isEqualTo(new Outcome.Completed(RawJson.of(told), false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    void completesArgumentsInItsOwnSession(String transport) {
        rig.server.methods.put("completion/complete", turn -> turn.result("{\"completion\":{\"values\":[\"x\"]}}"));
        over(transport).open();

        Outcome outcome = rig.run(new LegacyWork(Asked.of(new CompletionTarget(
                CompletionTarget.Kind.PROMPT,
                "up__p",
                "p",
                "arg",
                "x",
                Map.of("b", "c"),
                "up",
                Set.of(),
                Duration.ofSeconds(1)))));

        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.server.sessions).hasSize(1);
        JsonObject params = received("completion/complete").getJsonObject("params");
        assertThat(params.getJsonObject("ref").encode()).isEqualTo("{\"type\":\"ref/prompt\",\"name\":\"p\"}");
        assertThat(params.getJsonObject("context").encode()).isEqualTo("{\"arguments\":{\"b\":\"c\"}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    void tellsTheServerWhenNobodyWantsTheResultAnyMore(String transport) {
        rig.server.tools.put("t", turn -> turn.note("notifications/message", "{\"level\":\"info\",\"data\":1}"));
        over(transport).open();
        LegacyWork work = new LegacyWork(Asked.tool("t"));
        var outcome = rig.start(work);
        await().until(() -> rig.server.count("tools/call") == 1);

        work.cancel();

        assertThat(LegacyRig.await(outcome))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.CANCELLED));
        await().until(() -> rig.server.count("notifications/cancelled") == 1);
        assertThat(received("notifications/cancelled").getJsonObject("params").getValue("requestId"))
                .isEqualTo(received("tools/call").getValue("id"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    void mapsErrorsToWhatTheCoreCarries(String transport) {
        rig.server.tools.put("a", turn -> turn.error("{\"code\":-32000,\"message\":\"a\",\"data\":{\"x\":1.0}}"));
        rig.server.tools.put("b", turn -> turn.error("{\"code\":42,\"message\":\"b\"}"));
        rig.server.methods.put(
                "resources/read", turn -> turn.error("{\"code\":-32002,\"message\":\"no\",\"data\":{}}"));
        over(transport).open();

        assertThat(rig.run(new LegacyWork(Asked.tool("a"))))
                .isEqualTo(new Outcome.Failed(-32603, "a", RawJson.of("{\"x\":1.0}")));
        assertThat(rig.run(new LegacyWork(Asked.tool("b")))).isEqualTo(new Outcome.Failed(42, "b", null));
        assertThat(rig.run(new LegacyWork(Asked.resource("a:b"))))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().code()).isEqualTo(RefusalCode.RESOURCE_NOT_FOUND));
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    @Tag("R-302")
    void tellsOfChangesThatItSubscribedTo(String transport) {
        over(transport).open();
        LegacyRig.await(rig.onHome(() -> rig.dialect().watch("a:b", true)));
        assertThat(received("resources/subscribe").getJsonObject("params").getString("uri"))
                .isEqualTo("a:b");

        rig.server.sessions.values().forEach(session -> {
            session.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/tools/list_changed\"}");
            session.event("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/resources/updated\","
                    + "\"params\":{\"uri\":\"a:b\"}}");
        });

        await().until(() -> rig.told.size() == 2);
        assertThat(rig.told).containsExactly("lists", "updated a:b");
        LegacyRig.await(rig.onHome(() -> rig.dialect().watch("a:b", false)));
        assertThat(rig.server.count("resources/unsubscribe")).isOne();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    void answersPingsAndRefusesQuestionsThatNobodyCanBeAsked(String transport) {
        List<JsonObject> answers = new CopyOnWriteArrayList<>();
        rig.server.methods.put(
                "tools/list",
                turn -> turn.ask("ping", "{}", pong -> {
                    answers.add(pong);
                    turn.ask("roots/list", "{}", refusal -> {
                        answers.add(refusal);
                        turn.result("{\"tools\":[]}");
                    });
                }));
        over(transport).open();

        rig.offer();

        assertThat(answers.get(0).getJsonObject("result")).isEqualTo(new JsonObject());
        assertThat(answers.get(1).getJsonObject("error").getInteger("code")).isEqualTo(-32601);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"})
    void speaksTheRevisionThatTheServerAnswersWith(String revision) {
        rig.server.revision = revision;
        rig.server.tools.put("t", turn -> turn.result("{\"content\":[]}"));
        rig.open();

        rig.run(new LegacyWork(Asked.tool("t")));

        assertThat(received("tools/call").getString("version"))
                .isEqualTo(revision.compareTo("2025-06-18") >= 0 ? revision : null);
        assertThat(rig.dialect().status()).containsEntry("revision", revision);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "sse"})
    void leavesNothingBehindWhenItIsClosed(String transport) {
        rig.server.tools.put("t", turn -> turn.result("{\"content\":[]}"));
        over(transport).open();
        rig.run(new LegacyWork(Asked.tool("t")));
        assertThat(rig.server.sessions).hasSize(2);

        LegacyRig.await(rig.onHome(rig.dialect()::close));

        await().until(rig.server.sessions::isEmpty);
        assertThat(rig.meters.getMeters()).isEmpty();
    }
}
