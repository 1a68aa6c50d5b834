package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.SearchTools;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.catalog.Offers;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-306")
class EndpointsTest {
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\","
                    + "\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}";

    private final EdgeHarness gateway = new EdgeHarness(settings -> settings.federation = Offers.federation(
            Map.of(),
            new LinkedHashMap<>(Map.of(
                    "support",
                    Offers.limited(Offers.server("*"), 5, "Be kind."),
                    "secret",
                    Offers.closed(Offers.server("*"), Set.of("admin")),
                    "big",
                    Offers.searched("echo"))),
            Path.of("target", "pins.json")));

    @BeforeEach
    void publish() {
        gateway.publish("default", new CatalogSnapshot(1, EdgeHarness.tools()));
        gateway.publish("support", new CatalogSnapshot(2, many(150)));
        gateway.publish("secret", new CatalogSnapshot(3, EdgeHarness.tools()));
        List<ToolEntry> searched = new ArrayList<>(List.of(
                search(SearchTools.FIND, arguments -> null),
                search(
                        SearchTools.CALL,
                        arguments -> new dev.sluice.bus.ArgumentsCheck.Violation("", "x", "is never checked"))));
        searched.addAll(EdgeHarness.tools());
        gateway.publish(
                "big",
                new CatalogSnapshot(
                        4,
                        new CatalogSnapshot.Contents(
                                searched,
                                List.of(),
                                List.of(),
                                List.of(),
                                false,
                                false,
                                Set.of("admin-only", "strict"),
                                Set.of("changed"),
                                true)));
    }

    @AfterEach
    void close() {
        gateway.close();
    }

    @Test
    void eachShowsItsOwnToolsAndSaysWhereACallCameIn() {
        assertThat(at("support").modern("tools/list", "").result().path("tools").size())
                .isEqualTo(100);
        assertThat(gateway.ask().modern("tools/list", "").result().path("tools").size())
                .isEqualTo(2);

        at("support").call("tool7", "{}");
        gateway.ask().call("echo", "{}");

        assertThat(gateway.stubs.calls).extracting(Call::server).containsExactly("support", "default");
        assertThat(at("support").call("echo", "{}").error().path("message").asText())
                .contains("echo");
    }

    @Test
    void tellsItsInstructionsInBothEras() {
        assertThat(at("support")
                        .modern("server/discover", "")
                        .result()
                        .path("instructions")
                        .asText())
                .isEqualTo("Be kind.");
        assertThat(at("support").post(INITIALIZE).result().path("instructions").asText())
                .isEqualTo("Be kind.");
        assertThat(gateway.ask().modern("server/discover", "").result().has("instructions"))
                .isFalse();
    }

    @Test
    void isClosedToWhoeverHasNoneOfItsRolesWhateverTheyAsk() {
        assertThat(at("secret").modern("server/discover", "").status()).isEqualTo(403);
        assertThat(at("secret").post(INITIALIZE).status()).isEqualTo(403);
        assertThat(at("secret").post("no json").status()).isEqualTo(403);
        assertThat(at("secret").as("root").modern("server/discover", "").status())
                .isEqualTo(200);
        assertThat(at("secret")
                        .as("root")
                        .modern("server/discover", "")
                        .result()
                        .path("cacheScope")
                        .asText())
                .isEqualTo("private");
    }

    @Test
    void looksToStrangersAsIfEveryNameWereOne() {
        Reply secret = gateway.stranger().path("/mcp/secret").modern("server/discover", "");
        Reply nothing = gateway.stranger().path("/mcp/nothing").modern("server/discover", "");

        assertThat(secret.status()).isEqualTo(401);
        assertThat(nothing.status()).isEqualTo(401);
        assertThat(gateway.ask()
                        .path("/mcp/nothing")
                        .modern("server/discover", "")
                        .status())
                .isEqualTo(404);
        assertThat(gateway.ask()
                        .path("/mcp/support/x")
                        .modern("server/discover", "")
                        .status())
                .isEqualTo(404);
        assertThat(gateway.ask().path("/mcp/").modern("server/discover", "").status())
                .isEqualTo(404);
        assertThat(gateway.ask().path("/mcpx").modern("server/discover", "").status())
                .isEqualTo(404);
    }

    @Test
    void knowsOnlyTheSessionsThatBeganAtIt() {
        String here = gateway.ask().path("/mcp/support").post(INITIALIZE).header("Mcp-Session-Id");
        String usual = gateway.session("2025-11-25");

        assertThat(at("support")
                        .header("Mcp-Session-Id", here)
                        .legacy("tools/list", "")
                        .status())
                .isEqualTo(200);
        assertThat(gateway.ask()
                        .header("Mcp-Session-Id", here)
                        .legacy("tools/list", "")
                        .status())
                .isEqualTo(404);
        assertThat(at("support")
                        .header("Mcp-Session-Id", usual)
                        .legacy("tools/list", "")
                        .status())
                .isEqualTo(404);
        assertThat(at("big")
                        .header("Mcp-Session-Id", here)
                        .legacy("tools/list", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void doesNotContinueTheDialogueOfAnother() {
        gateway.stubs.tools.put(
                "echo",
                call -> Future.succeededFuture(
                        call.answers().round() == 0
                                ? new Outcome.InputRequired(RawJson.of("{\"q\":{\"method\":\"x\"}}"), null)
                                : Stubs.text("thanks")));
        String state =
                gateway.ask().call("echo", "{}").result().path("requestState").asText();
        String more =
                "\"name\":\"echo\",\"arguments\":{},\"requestState\":\"" + state + "\",\"inputResponses\":{\"q\":{}},";

        Reply there = at("big").header("Mcp-Name", "echo").modern("tools/call", more);
        Reply here = gateway.ask().header("Mcp-Name", "echo").modern("tools/call", more);

        assertThat(there.error().path("code").asInt()).isEqualTo(-32602);
        assertThat(here.result().path("content").path(0).path("text").asText()).isEqualTo("thanks");
    }

    @Test
    @Tag("R-206")
    void doesNotShowTheTasksOfAnother() {
        gateway.publish("default", withTasks(11));
        gateway.publish("big", withTasks(12));
        gateway.stubs.tools.put(
                "slow",
                call -> Future.succeededFuture(
                        call.answers().task() == Answers.TaskStanding.RUNNING
                                ? Stubs.text("done")
                                : new Outcome.Detached(Duration.ofMinutes(1), Duration.ofSeconds(1))));
        String task = tasking(gateway.ask(), "tools/call", "\"name\":\"slow\",\"arguments\":{}", "slow")
                .result()
                .path("taskId")
                .asText();
        String get = "\"taskId\":\"" + task + '"';

        assertThat(tasking(gateway.ask(), "tasks/get", get, task)
                        .result()
                        .path("taskId")
                        .asText())
                .isEqualTo(task);
        assertThat(tasking(at("big"), "tasks/get", get, task)
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    void doesNotTakeACursorOfAnother() {
        String cursor = at("support")
                .modern("tools/list", "")
                .result()
                .path("nextCursor")
                .asText();

        assertThat(at("support")
                        .modern("tools/list", "\"cursor\":\"" + cursor + "\",")
                        .result()
                        .path("tools")
                        .size())
                .isEqualTo(50);
        assertThat(gateway.ask()
                        .modern("tools/list", "\"cursor\":\"" + cursor + "\",")
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
    }

    @Test
    @Tag("R-309")
    void listsWhatIsListedWhereToolsAreSearched() {
        assertThat(at("big").modern("tools/list", "").result().path("tools").findValuesAsText("name"))
                .containsExactly("find_tools", "call_tool", "echo");
        String session = at("big").post(INITIALIZE).header("Mcp-Session-Id");
        assertThat(at("big")
                        .header("Mcp-Session-Id", session)
                        .legacy("tools/list", "")
                        .result()
                        .path("tools")
                        .findValuesAsText("name"))
                .containsExactly("find_tools", "call_tool", "echo");
    }

    @Test
    @Tag("R-309")
    @Tag("R-103")
    void judgesTheToolThatIsCalledByNameAndNotTheOneThatCallsIt() {
        assertThat(indirect("admin-only", "{}").status()).isEqualTo(403);
        assertThat(indirect("strict", "{}").result().path("isError").asBoolean())
                .isTrue();
        assertThat(indirect("nothing", "{}").error().path("message").asText()).contains("nothing");
        assertThat(indirect("call_tool", "{\"name\":\"echo\"}")
                        .error()
                        .path("code")
                        .asInt())
                .isEqualTo(-32602);
        assertThat(indirect("changed", "{}").error().path("message").asText()).contains("withheld");
        assertThat(gateway.stubs.calls).isEmpty();

        assertThat(indirect("strict", "{\"x\" : 1.50}").status()).isEqualTo(200);

        assertThat(gateway.stubs.calls).singleElement().satisfies(call -> {
            assertThat(call.target().name()).isEqualTo("strict");
            assertThat(call.arguments()).hasToString("{\"x\" : 1.50}");
        });
        assertThat(gateway.audit)
                .extracting(record -> record.kind() + ' ' + record.target())
                .contains("permission_denied admin-only", "call strict")
                // That is the one which was asked to call itself.
                .containsOnlyOnce("call call_tool");
    }

    @Test
    @Tag("R-309")
    void callsToolsThatAreNotListedByTheirNames() {
        assertThat(at("big").call("strict", "{\"x\":1}").status()).isEqualTo(200);
        assertThat(gateway.stubs.calls)
                .singleElement()
                .satisfies(call -> assertThat(call.target().name()).isEqualTo("strict"));
    }

    @Test
    @Tag("R-307")
    void saysThatAToolIsWithheld() {
        assertThat(at("big").call("changed", "{}").error().path("message").asText())
                .contains("changed", "withheld", "reviewed");
    }

    private Reply indirect(String tool, String arguments) {
        return at("big").call("call_tool", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + '}');
    }

    private Ask at(String server) {
        return gateway.ask().path("/mcp/" + server);
    }

    private static Reply tasking(Ask ask, String method, String params, String name) {
        return ask.header("Mcp-Name", name)
                .headers(EdgeHarness.modernHeaders(method))
                .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + ','
                        + EdgeHarness.meta()
                                .replace(
                                        "clientCapabilities\":{}",
                                        "clientCapabilities\":{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}")
                        + "}}");
    }

    private static CatalogSnapshot withTasks(long version) {
        ToolEntry slow = Stubs.tool("slow", Set.of(), arguments -> null);
        return new CatalogSnapshot(
                version,
                List.of(new ToolEntry(
                        slow.name(),
                        slow.provider(),
                        slow.localName(),
                        slow.definition(),
                        slow.roles(),
                        slow.timeout(),
                        false,
                        false,
                        TaskSupport.OPTIONAL,
                        slow.check())));
    }

    private static List<ToolEntry> many(int count) {
        List<ToolEntry> tools = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tools.add(Stubs.tool("tool" + i, Set.of(), arguments -> null));
        }
        return tools;
    }

    private static ToolEntry search(String name, dev.sluice.bus.ArgumentsCheck check) {
        ToolEntry tool = Stubs.tool(name, Set.of(), check);
        return new ToolEntry(
                name,
                SearchTools.PROVIDER,
                name,
                tool.definition(),
                tool.roles(),
                tool.timeout(),
                false,
                false,
                TaskSupport.NONE,
                tool.check());
    }
}
