package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Answers.TaskStanding;
import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("R-206")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskTest {
    private static final Outcome DETACHED = new Outcome.Detached(Duration.ofMinutes(5), Duration.ofMillis(250));
    private static final String EXTENSION = "\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}";

    private final EdgeHarness gateway = new EdgeHarness();

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.stubs.tools.clear();
        gateway.stubs.calls.clear();
        gateway.stubs.cancellations.clear();
        gateway.audit.clear();
        gateway.now.set(Instant.parse("2026-11-01T00:00:00Z"));
        List<ToolEntry> tools = new ArrayList<>(EdgeHarness.tools());
        tools.add(tool("slow", TaskSupport.OPTIONAL));
        tools.add(tool("slower", TaskSupport.REQUIRED));
        gateway.catalog.publish(new CatalogSnapshot(2, tools));
    }

    @Test
    void declaresTheExtensionWhenAToolCanBeATask() {
        var with = gateway.ask().modern("server/discover", "");
        gateway.catalog.publish(new CatalogSnapshot(3, EdgeHarness.tools()));
        var without = gateway.ask().modern("server/discover", "");

        assertThat(with.result().path("capabilities").path("extensions").toString())
                .isEqualTo("{\"io.modelcontextprotocol/tasks\":{}}");
        assertThat(without.result().path("capabilities").has("extensions")).isFalse();
    }

    @Test
    void answersACallThatDetachesWithATaskAndThenItsResult() {
        Promise<Outcome> result = detaching("slow");

        JsonNode created = call("slow").result();

        assertThat(created.path("resultType").asText()).isEqualTo("task");
        assertThat(created.path("status").asText()).isEqualTo("working");
        assertThat(created.path("createdAt").asText()).isEqualTo("2026-11-01T00:00:00Z");
        assertThat(created.path("ttlMs").asLong()).isEqualTo(300_000);
        assertThat(created.path("pollIntervalMs").asLong()).isEqualTo(250);
        assertThat(created.path("_meta").has("io.modelcontextprotocol/serverInfo"))
                .isTrue();
        assertThat(created.has("result") || created.has("error") || created.has("inputRequests"))
                .isFalse();
        String id = created.path("taskId").asText();
        assertThat(get(id).path("status").asText()).isEqualTo("working");

        result.complete(Stubs.text("42"));

        JsonNode done = settled(id);
        assertThat(done.path("resultType").asText()).isEqualTo("complete");
        assertThat(done.path("status").asText()).isEqualTo("completed");
        assertThat(done.path("result").toString()).isEqualTo("{\"content\":[{\"type\":\"text\",\"text\":\"42\"}]}");
        assertThat(gateway.stubs.calls.stream().map(call -> call.answers().task()))
                .containsExactly(TaskStanding.AVAILABLE, TaskStanding.RUNNING);
    }

    @Test
    @Tag("R-604")
    void recordsTheBeginningAndTheEndOfATask() {
        Promise<Outcome> result = detaching("slow");
        String id = call("slow").result().path("taskId").asText();
        gateway.now.updateAndGet(now -> now.plusSeconds(3));
        result.complete(Stubs.text("42"));
        settled(id);

        List<AuditRecord> records = new ArrayList<>(gateway.audit);

        assertThat(records).extracting(AuditRecord::outcome).containsExactly("task", "ok");
        assertThat(records).extracting(AuditRecord::target).containsOnly("slow");
        assertThat(records.get(1).requestId()).isEqualTo(records.get(0).requestId());
        assertThat(records.get(1).durationMicros()).isEqualTo(3_000_000);
    }

    @Test
    void neverOffersATaskToWhoDidNotDeclareTheExtension() {
        var sync = gateway.ask().call("slow", "{}");
        var refused = gateway.ask().call("slower", "{}");

        assertThat(sync.status()).isEqualTo(200);
        assertThat(gateway.stubs.calls.element().answers().task()).isEqualTo(TaskStanding.UNAVAILABLE);
        assertThat(refused.status()).isEqualTo(400);
        assertMissing(refused);
    }

    @Test
    void refusesTheMethodsToWhoDidNotDeclareTheExtension() {
        for (String method : List.of("tasks/get", "tasks/update", "tasks/cancel")) {
            var reply = gateway.ask().header("Mcp-Name", "x").modern(method, "\"taskId\":\"x\",");

            assertThat(reply.status()).isEqualTo(400);
            assertMissing(reply);
        }
    }

    @Test
    void hasNoOtherMethods() {
        for (String method : List.of("tasks/result", "tasks/list")) {
            var reply = send(method, "\"taskId\":\"x\",", "x");

            assertThat(reply.error().path("code").asInt()).isEqualTo(-32601);
        }
    }

    @Test
    void refusesTheMethodsWhenNoToolCanBeATask() {
        gateway.catalog.publish(new CatalogSnapshot(3, EdgeHarness.tools()));

        assertThat(send("tasks/get", "\"taskId\":\"x\",", "x")
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(-32601);
    }

    @Test
    void asksForWhatTheTaskNeedsAndGoesOnWithTheAnswers() {
        script("slow", call -> switch (call.answers().round()) {
            case 0 ->
                new Outcome.InputRequired(
                        RawJson.of("{\"name\":{\"method\":\"elicitation/create\",\"params\":{}},"
                                + "\"sure\":{\"method\":\"elicitation/create\",\"params\":{}}}"),
                        RawJson.of("{\"step\":1}"));
            default -> Stubs.text(call.answers().given().keySet() + " " + "remembered");
        });
        String id = call("slow").result().path("taskId").asText();
        JsonNode asking = reaches(id, "input_required");
        assertThat(asking.path("inputRequests").fieldNames()).toIterable().containsExactly("name", "sure");

        var partial = update(id, "{\"name\":{\"action\":\"accept\"},\"unknown\":{\"action\":\"accept\"}}");
        JsonNode left = get(id);
        var rest = update(id, "{\"sure\":{\"action\":\"decline\"},\"name\":{\"action\":\"cancel\"}}");

        assertThat(partial.result().path("resultType").asText()).isEqualTo("complete");
        assertThat(partial.result().has("taskId") || partial.result().has("status"))
                .isFalse();
        assertThat(left.path("status").asText()).isEqualTo("input_required");
        assertThat(left.path("inputRequests").fieldNames()).toIterable().containsExactly("sure");
        assertThat(rest.status()).isEqualTo(200);
        assertThat(settled(id)
                        .path("result")
                        .path("content")
                        .path(0)
                        .path("text")
                        .asText())
                .isEqualTo("[name, sure] remembered");
        Call last =
                gateway.stubs.calls.stream().reduce((first, second) -> second).orElseThrow();
        assertThat(last.answers().given().get("name")).hasToString("{\"action\":\"accept\"}");
        assertThat(last.answers().state()).hasToString("{\"step\":1}");
    }

    @Test
    void refusesAnswersThatAreNoObjects() {
        var reply = send("tasks/update", "\"taskId\":\"x\",\"inputResponses\":{\"a\":1},", "x");

        assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
    }

    @Test
    void cancelsTheRunningCallAndSaysSoEveryTime() {
        detaching("slow");
        String id = call("slow").result().path("taskId").asText();

        var first = send("tasks/cancel", "\"taskId\":\"" + id + "\",", id);
        var second = send("tasks/cancel", "\"taskId\":\"" + id + "\",", id);

        assertThat(first.result().path("resultType").asText()).isEqualTo("complete");
        assertThat(first.result().has("status")).isFalse();
        assertThat(second.status()).isEqualTo(200);
        assertThat(get(id).path("status").asText()).isEqualTo("cancelled");
        await().untilAsserted(() -> assertThat(gateway.stubs.cancellations)
                .extracting(cancellation -> cancellation.call())
                .contains(gateway.stubs.calls.element().id()));
    }

    @Test
    void hidesATaskFromEverybodyElse() {
        detaching("slow");
        String id = call("slow").result().path("taskId").asText();

        var other = ask().as("root").header("Mcp-Name", id).post(body("tasks/get", "\"taskId\":\"" + id + "\","));
        var unknown = send("tasks/get", "\"taskId\":\"nothing\",", "nothing");

        assertThat(other.status()).isEqualTo(200);
        assertThat(other.error().path("code").asInt()).isEqualTo(-32602);
        assertThat(other.error().path("message")).isEqualTo(unknown.error().path("message"));
    }

    @Test
    void tellsAToolsOwnErrorAsAResultAndAllOthersAsErrors() {
        Map<Outcome, String> outcomes = Map.of(
                new Outcome.Completed(RawJson.of("{\"content\":[],\"isError\":true}"), true), "completed",
                new Outcome.Failed(-32050, "no", RawJson.of("{\"a\":1}")), "failed",
                new Outcome.Refused(Refusal.of(RefusalCode.TOOL_FAILED)), "completed",
                new Outcome.Refused(Refusal.of(RefusalCode.TIMEOUT)), "failed");

        outcomes.forEach((outcome, status) -> {
            script("slow", call -> outcome);
            JsonNode task = settled(call("slow").result().path("taskId").asText());

            assertThat(task.path("status").asText()).isEqualTo(status);
            if (status.equals("completed")) {
                assertThat(task.path("result").path("isError").asBoolean()).isTrue();
            } else {
                assertThat(task.has("result")).isFalse();
                assertThat(task.path("error").path("code").isInt()).isTrue();
                assertThat(task.path("error").path("message").isTextual()).isTrue();
            }
        });
    }

    @Test
    void endsATaskWhoseProviderBreaks() {
        Promise<Outcome> result = detaching("slow");
        String id = call("slow").result().path("taskId").asText();
        result.fail("broken");

        JsonNode task = settled(id);

        assertThat(task.path("error").path("code").asInt()).isEqualTo(-32603);
        assertThat(task.toString()).doesNotContain("broken");
    }

    @Test
    void keepsOnlyAsManyTasksAsAllowed() {
        try (EdgeHarness small = new EdgeHarness(settings -> settings.tasksPerUser = 1)) {
            small.catalog.publish(gateway.catalog.get());
            small.stubs.tools.put(
                    "slow",
                    call -> call.answers().task() == TaskStanding.AVAILABLE
                            ? Future.succeededFuture(DETACHED)
                            : Promise.<Outcome>promise().future());
            small.ask()
                    .headers(EdgeHarness.modernHeaders("tools/call"))
                    .header("Mcp-Name", "slow")
                    .post(callBody("slow"));

            var second = small.ask()
                    .headers(EdgeHarness.modernHeaders("tools/call"))
                    .header("Mcp-Name", "slow")
                    .post(callBody("slow"));

            assertThat(second.status()).isEqualTo(429);
            assertThat(second.error().path("data").path("code").asText()).isEqualTo("TOO_MANY_TASKS");
            assertThat(second.error().path("data").path("scope").asText()).isEqualTo("user");
        }
    }

    private static void assertMissing(Reply reply) {
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32021);
        assertThat(reply.error().path("data").path("requiredCapabilities").toString())
                .isEqualTo('{' + EXTENSION + '}');
    }

    /** A tool that detaches and ends with what the promise is given. */
    private Promise<Outcome> detaching(String tool) {
        Promise<Outcome> result = Promise.promise();
        gateway.stubs.tools.put(
                tool,
                call -> call.answers().task() == TaskStanding.AVAILABLE
                        ? Future.succeededFuture(DETACHED)
                        : result.future());
        return result;
    }

    private void script(String tool, Function<Call, Outcome> inTask) {
        gateway.stubs.tools.put(
                tool,
                call -> Future.succeededFuture(
                        call.answers().task() == TaskStanding.AVAILABLE ? DETACHED : inTask.apply(call)));
    }

    private Reply call(String tool) {
        return ask("tools/call").header("Mcp-Name", tool).post(callBody(tool));
    }

    private Reply update(String id, String responses) {
        return send("tasks/update", "\"taskId\":\"" + id + "\",\"inputResponses\":" + responses + ',', id);
    }

    private JsonNode get(String id) {
        return send("tasks/get", "\"taskId\":\"" + id + "\",", id).result();
    }

    private JsonNode reaches(String id, String status) {
        return await().until(() -> get(id), task -> task.path("status").asText().equals(status));
    }

    private JsonNode settled(String id) {
        return await().until(
                        () -> get(id),
                        task -> List.of("completed", "failed", "cancelled")
                                .contains(task.path("status").asText()));
    }

    private Reply send(String method, String params, String name) {
        return ask(method).header("Mcp-Name", name).post(body(method, params));
    }

    private Ask ask(String method) {
        return gateway.ask().headers(EdgeHarness.modernHeaders(method));
    }

    private Ask ask() {
        return ask("tasks/get");
    }

    private static String callBody(String tool) {
        return body("tools/call", "\"name\":\"" + tool + "\",\"arguments\":{\"a\":1},");
    }

    private static String body(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params
                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{" + EXTENSION + "}}}}";
    }

    private static ToolEntry tool(String name, TaskSupport tasks) {
        return new ToolEntry(
                name,
                "stub",
                name,
                RawJson.of("{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}"),
                Set.of(),
                Duration.ofMinutes(1),
                false,
                false,
                tasks,
                arguments -> null);
    }
}
