package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Answers;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Calls at an upstream of the modern era over HTTP. */
@Tag("R-301")
@Tag("R-302")
class ModernUpstreamTest {
    private static final String DONE = "{\"resultType\":\"complete\", \"content\":[], \"x\":1.0}";

    private final UpstreamRig rig = new UpstreamRig();
    private final ScriptedServer server = new ScriptedServer(rig.vertx);

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void offersWhatTheUpstreamListsAndRelaysArgumentsAndResultsAsTheyAreSpelled() {
        server.on("tools/call", asked -> asked.result(DONE));
        rig.start(server);

        Outcome outcome = rig.outcome(Asked.tool("echo").with("{\"a\" : 1.00}").meta("{\"com.example/x\":[1.0]}"));

        assertThat(rig.lastOffer().tools()).extracting(ToolDescriptor::name).containsExactly("echo");
        assertThat(outcome).isEqualTo(new Outcome.Completed(RawJson.of(DONE), false));
        ScriptedServer.Asked call = server.asked("tools/call").getFirst();
        assertThat(call.header("mcp-protocol-version")).isEqualTo("2026-07-28");
        assertThat(call.header("mcp-method")).isEqualTo("tools/call");
        assertThat(call.header("mcp-name")).isEqualTo("echo");
        assertThat(call.header("accept")).contains("application/json").contains("text/event-stream");
        assertThat(call.http().getHeader("content-length")).isNotNull();
        assertThat(call.params().path("name").asText()).isEqualTo("echo");
        assertThat(call.text()).contains("\"arguments\":{\"a\" : 1.00}").contains("\"com.example/x\":[1.0]");
        assertThat(rig.counted("mcp.upstream.requests", "outcome", "ok")).isEqualTo(1);
        assertThat(rig.status()).containsEntry("era", "modern").containsEntry("reachable", true);
    }

    @Test
    void asksForPromptsResourcesAndCompletionsByTheirOwnNames() {
        server.on("prompts/get", asked -> asked.result(DONE))
                .on("resources/read", asked -> asked.result(DONE))
                .on("completion/complete", asked -> asked.result(DONE));
        rig.start(server);
        PromptEntry prompt = new PromptEntry(
                "up__gr\u00fcn", "up", "gr\u00fcn", RawJson.of("{}"), Set.of(), Set.of(), Duration.ofSeconds(5));
        CompletionTarget completion = new CompletionTarget(
                CompletionTarget.Kind.PROMPT,
                "up__p",
                "p",
                "lang",
                "j",
                Map.of("a", "b"),
                "up",
                Set.of(),
                Duration.ofSeconds(5));

        rig.outcome(Asked.of(prompt));
        rig.outcome(Asked.resource("x:\u00fc"));
        rig.outcome(Asked.of(completion));

        ScriptedServer.Asked get = server.asked("prompts/get").getFirst();
        assertThat(get.header("mcp-name")).isEqualTo("=?base64?Z3LDvG4=?=");
        assertThat(get.params().path("name").asText()).isEqualTo("gr\u00fcn");
        assertThat(server.asked("resources/read")
                        .getFirst()
                        .params()
                        .path("uri")
                        .asText())
                .isEqualTo("x:\u00fc");
        assertThat(server.asked("completion/complete").getFirst().params().path("ref"))
                .hasToString("{\"type\":\"ref/prompt\",\"name\":\"p\"}");
        assertThat(server.asked("completion/complete").getFirst().params().path("context"))
                .hasToString("{\"arguments\":{\"a\":\"b\"}}");
        assertThat(server.asked("completion/complete").getFirst().http().getHeader("mcp-name"))
                .isNull();
    }

    @Test
    void passesOnProgressAndLogBeforeTheAnswerOfAStream() {
        server.on("tools/call", asked -> {
            String token = asked.params().path("_meta").path("progressToken").toString();
            asked.stream()
                    .write(": hello\n\n"
                            + ScriptedServer.note(
                                    "notifications/progress", "{\"progressToken\":" + token + ",\"progress\":1}")
                            + ScriptedServer.note(
                                    "notifications/progress", "{\"progressToken\":\"other\",\"progress\":2}")
                            + ScriptedServer.note("notifications/message", "{\"level\":\"error\",\"data\":\"x\"}"));
            asked.http().response().end(asked.resultMessage(DONE));
        });
        rig.start(server);

        UpstreamRig.Running running = rig.run(Asked.tool("echo").hears("\"mine\"", LogLevel.INFO));

        assertThat(UpstreamRig.await(running.outcome.future())).isInstanceOf(Outcome.Completed.class);
        assertThat(running.progress).hasSize(1);
        assertThat(running.logs).containsExactly("error {\"level\":\"error\",\"data\":\"x\"}");
        assertThat(server.asked("tools/call")
                        .getFirst()
                        .params()
                        .path("_meta")
                        .path("io.modelcontextprotocol/logLevel")
                        .asText())
                .isEqualTo("info");
    }

    @Test
    void asksForNoProgressAndNoLogWhenTheCallerDoesNot() {
        server.on("tools/call", asked -> asked.result(DONE));
        rig.start(server);

        rig.outcome(Asked.tool("echo"));

        assertThat(server.asked("tools/call").getFirst().params().path("_meta").has("progressToken"))
                .isFalse();
        assertThat(server.asked("tools/call").getFirst().params().path("_meta").has("io.modelcontextprotocol/logLevel"))
                .isFalse();
    }

    @Test
    void carriesQuestionsToTheCallerAndOnlyTheAnswersOfTheLastRoundBack() {
        server.on("tools/call", asked -> {
            switch (asked.params().path("requestState").asText()) {
                case "" -> asked.result(asking("a", "\"one\""));
                case "one" -> asked.result(asking("b", "\"t\\u0077o\""));
                default -> asked.result(DONE);
            }
        });
        rig.start(server);
        Asked asking = Asked.tool("echo").can(Capability.FORM);

        Outcome.InputRequired first = (Outcome.InputRequired) rig.outcome(asking);
        Answers second = Answers.NONE.next(Map.of("a", RawJson.of("{\"action\":\"accept\"}")), first.state());
        Outcome.InputRequired again = (Outcome.InputRequired) rig.outcome(asking.answers(second));
        Answers third = second.next(
                Map.of("b", RawJson.of("{\"action\":\"decline\"}"), "odd", RawJson.of("{}")), again.state());
        Outcome done = rig.outcome(asking.answers(third));

        assertThat(first.inputRequests()).isNotNull();
        assertThat(first.state()).hasToString("{\"s\":\"one\",\"k\":[\"a\"]}");
        assertThat(done).isInstanceOf(Outcome.Completed.class);
        List<ScriptedServer.Asked> calls = server.asked("tools/call");
        assertThat(calls.get(0).params().has("inputResponses")).isFalse();
        assertThat(calls.get(1).params().path("inputResponses")).hasToString("{\"a\":{\"action\":\"accept\"}}");
        assertThat(calls.get(2).params().path("inputResponses")).hasToString("{\"b\":{\"action\":\"decline\"}}");
        assertThat(calls.get(2).params().path("requestState").asText()).isEqualTo("two");
    }

    @Test
    void forwardsAnswersThatComeWithTheFirstRequest() {
        server.on("tools/call", asked -> asked.result(DONE));
        rig.start(server);

        rig.outcome(Asked.tool("echo").answers(Answers.NONE.next(Map.of("x", RawJson.of("{}")), null)));

        assertThat(server.asked("tools/call").getFirst().params().path("inputResponses"))
                .hasToString("{\"x\":{}}");
        assertThat(server.asked("tools/call").getFirst().params().has("requestState"))
                .isFalse();
    }

    @Test
    void refusesACallerThatCannotBeAskedAndBlamesAnUpstreamThatWasTold() {
        server.on("tools/call", asked -> asked.result(asking("a", "\"s\"")));
        rig.start(UpstreamRig.config(server.port(), Duration.ofMinutes(5), false, 8), UpstreamRig.modernOnly());

        Outcome outcome = rig.outcome(Asked.tool("echo"));
        UpstreamRig.Running able = rig.run(Asked.tool("echo").can(Capability.FORM));

        assertThat(outcome)
                .isEqualTo(new Outcome.Refused(Refusal.of(RefusalCode.MISSING_CAPABILITY)
                        .with("requiredCapabilities", Map.of("elicitation", Map.of("form", Map.of())))));
        UpstreamRig.until(() -> able.outcome.future().failed());
        assertThat(server.asked("tools/call")
                        .getLast()
                        .params()
                        .path("_meta")
                        .path("io.modelcontextprotocol/clientCapabilities"))
                .hasToString("{}");
    }

    @Test
    void closesTheResponseWhenNobodyWaitsForTheAnswer() {
        AtomicBoolean gone = new AtomicBoolean();
        server.on("tools/call", asked -> {
            HttpServerResponse response = asked.stream();
            response.closeHandler(ignored -> gone.set(true));
            response.write(": begun\n\n");
        });
        rig.start(server);
        UpstreamRig.Running running = rig.run(Asked.tool("echo"));
        UpstreamRig.until(() -> !server.asked("tools/call").isEmpty());

        running.cancelled.complete();

        UpstreamRig.until(gone::get);
        UpstreamRig.until(() -> running.outcome.future().failed());
        assertThat(rig.counted("mcp.upstream.requests", "outcome", "cancelled")).isEqualTo(1);
    }

    @Test
    void repeatsAnnotatedArgumentsInHeadersAndListsAgainWhenTheyDoNotFit() {
        AtomicInteger listed = new AtomicInteger();
        server.on(
                        "tools/list",
                        asked -> asked.result("{\"tools\":[{\"name\":\"echo\",\"inputSchema\":{\"type\":\"object\","
                                + "\"properties\":{\"a\":{\"type\":\"string\",\"x-mcp-header\":\""
                                + (listed.incrementAndGet() == 1 ? "Old" : "New") + "\"}}}}]}"))
                .on("tools/call", asked -> {
                    if ("hi there".equals(asked.http().getHeader("mcp-param-new"))) {
                        asked.result(DONE);
                    } else {
                        asked.error(400, -32020, "null");
                    }
                });
        rig.start(server);

        Outcome outcome = rig.outcome(Asked.tool("echo").with("{\"a\":\"hi there\"}"));

        assertThat(outcome).isInstanceOf(Outcome.Completed.class);
        assertThat(server.asked("tools/call")).hasSize(2);
        assertThat(server.asked("tools/call").getFirst().header("mcp-param-old"))
                .isEqualTo("hi there");
    }

    @Test
    void followsATaskThroughItsQuestionsToItsEnd() {
        AtomicInteger looked = new AtomicInteger();
        server.capabilities("{\"tools\":{},\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}")
                .on(
                        "tools/call",
                        asked -> asked.result("{\"resultType\":\"task\",\"taskId\":\"T 1\",\"status\":\"working\","
                                + "\"ttlMs\":60000,\"pollIntervalMs\":50}"))
                .on("tasks/update", asked -> asked.result("{\"resultType\":\"complete\"}"))
                .on("tasks/get", asked -> {
                    switch (looked.incrementAndGet()) {
                        case 1 -> asked.result("{\"status\":\"working\",\"pollIntervalMs\":1}");
                        case 2 ->
                            asked.result("{\"status\":\"input_required\",\"inputRequests\":{\"q\":"
                                    + "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\"}}}}");
                        default ->
                            asked.result("{\"status\":\"completed\",\"result\":{\"content\":[],\"isError\":true}}");
                    }
                });
        rig.start(server);
        Asked able = Asked.tool("echo").can(Capability.FORM, Capability.TASKS);

        Outcome.Detached detached = (Outcome.Detached) rig.outcome(able.answers(Answers.TASK_AVAILABLE));
        Answers running = Answers.TASK_AVAILABLE.inTask(detached.state());
        Outcome.InputRequired asks = (Outcome.InputRequired) rig.outcome(able.answers(running));
        Outcome done = rig.outcome(
                able.answers(running.next(Map.of("q", RawJson.of("{\"action\":\"cancel\"}")), asks.state())));

        assertThat(rig.lastOffer().tools().getFirst().tasks()).isEqualTo(TaskSupport.OPTIONAL);
        assertThat(detached.ttl()).isEqualTo(Duration.ofMinutes(1));
        assertThat(detached.pollInterval()).isEqualTo(Duration.ofMillis(50));
        assertThat(done).isEqualTo(new Outcome.Completed(RawJson.of("{\"content\":[],\"isError\":true}"), true));
        ScriptedServer.Asked update = server.asked("tasks/update").getFirst();
        assertThat(update.header("mcp-name")).isEqualTo("T 1");
        assertThat(update.params().path("inputResponses")).hasToString("{\"q\":{\"action\":\"cancel\"}}");
    }

    @Test
    void cancelsATaskThatNobodyWantsAnyMore() {
        server.on("tasks/get", asked -> asked.result("{\"status\":\"working\",\"pollIntervalMs\":50}"))
                .on("tasks/cancel", asked -> asked.result("{}"));
        rig.start(server);
        Answers running = Answers.TASK_AVAILABLE.inTask(RawJson.of("{\"t\":\"T1\"}"));
        UpstreamRig.Running call =
                rig.run(Asked.tool("echo").can(Capability.TASKS).answers(running));
        UpstreamRig.until(() -> server.asked("tasks/get").size() > 1);

        call.cancelled.complete();

        UpstreamRig.until(() -> server.asked("tasks/cancel").size() == 1);
        UpstreamRig.until(() -> call.outcome.future().failed());
    }

    @Test
    void comesBackOnceToABusyUpstreamAndOtherwiseTellsWhenTo() {
        AtomicInteger tries = new AtomicInteger();
        server.on("tools/call", asked -> {
            String wait = tries.incrementAndGet() == 1 ? "0" : "120";
            if (tries.get() == 2) {
                asked.result(DONE);
            } else {
                asked.http()
                        .response()
                        .setStatusCode(503)
                        .putHeader("retry-after", wait)
                        .end();
            }
        });
        rig.start(server);

        assertThat(rig.outcome(Asked.tool("echo"))).isInstanceOf(Outcome.Completed.class);
        assertThat(rig.outcome(Asked.tool("echo")))
                .isInstanceOfSatisfying(
                        Outcome.Refused.class,
                        refused -> assertThat(refused.refusal().retryAfter()).isEqualTo(Duration.ofMinutes(2)));
    }

    @Test
    void failsOnAResultOfATypeThatWasNotNegotiated() {
        server.on("tools/call", asked -> asked.result("{\"resultType\":\"surprise\"}"));
        rig.start(server);

        UpstreamRig.Running running = rig.run(Asked.tool("echo"));

        UpstreamRig.until(() -> running.outcome.future().failed());
        assertThat(running.outcome.future().cause()).hasMessageContaining("not negotiated");
    }

    private static String asking(String key, String state) {
        return "{\"resultType\":\"input_required\",\"inputRequests\":{\"" + key
                + "\":{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\",\"message\":\"?\"}}},"
                + "\"requestState\":" + state + '}';
    }
}
