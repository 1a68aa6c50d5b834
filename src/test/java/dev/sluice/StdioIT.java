package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client that starts the gateway and speaks to it over its pipes. */
@Tag("R-204")
class StdioIT {
    private static final String ADA = "{\"name\":\"Ada\"}";

    @TempDir
    Path home;

    @Test
    void bothErasAreServedOnOnePipe() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            // when
            sluice.send(
                    Lines.modern("\"d\"", "server/discover", ""),
                    Lines.initialize("0", "2025-06-18", ""),
                    Lines.INITIALIZED,
                    Lines.request("1", "tools/list", ""),
                    Lines.modern("\"1\"", "tools/list", ""),
                    Lines.request("2", "tools/call", Lines.call("hello_world", ADA)),
                    Lines.modern("\"2\"", "tools/call", Lines.call("hello_world", ADA)),
                    Lines.request("3", "ping", ""));

            // then
            assertThat(sluice.await("\"d\"").at("/result/supportedVersions/0").asText())
                    .isEqualTo("2026-07-28");
            assertThat(sluice.await("0").at("/result/protocolVersion").asText()).isEqualTo("2025-06-18");
            assertThat(sluice.await("1").at("/result/tools"))
                    .extracting(tool -> tool.path("name").asText())
                    .contains("hello_world", "echo");
            assertThat(sluice.await("\"1\"").at("/result/resultType").asText()).isEqualTo("complete");
            assertThat(text(sluice.await("2"))).isEqualTo("Hello, Ada!");
            assertThat(text(sluice.await("\"2\""))).isEqualTo("Hello, Ada!");
            assertThat(sluice.await("2").path("result").has("resultType")).isFalse();
            assertThat(sluice.await("3").path("result").isEmpty()).isTrue();
            sluice.end();
            assertThat(sluice.exitCode()).isZero();
            assertThat(sluice.strays()).isEmpty();
            assertThat(sluice.messages()).hasSize(7);
        }
    }

    @Test
    void theCallerIsTheLocalUserWithTheRolesGiven() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home, "--roles", "admin,auditor")) {
            sluice.send(Lines.modern("1", "tools/call", Lines.call("whoami", "{}")));

            JsonNode me = sluice.await("1").at("/result/structuredContent");
            assertThat(me.path("subject").asText()).isEqualTo(System.getProperty("user.name"));
            assertThat(me.path("issuer").asText()).isEqualTo("local");
            assertThat(me.path("roles")).extracting(JsonNode::asText).containsExactly("admin", "auditor");
        }
    }

    @Test
    void withoutRolesOfItsOwnACommandHasThoseOfTheConfiguration() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(
                    Lines.modern("1", "tools/call", Lines.call("whoami", "{}")),
                    Lines.modern(
                            "2",
                            "tools/call",
                            Lines.call("get-profile", "{\"userId\":\"123e4567-e89b-12d3-a456-426614174000\"}")));

            assertThat(sluice.await("1").at("/result/structuredContent/roles"))
                    .extracting(JsonNode::asText)
                    .containsExactly("user");
            assertThat(sluice.await("2").at("/error/data/code").asText()).isEqualTo("INSUFFICIENT_PERMISSIONS");
        }
    }

    @Test
    void callsRunSideBySideAndAreAnsweredAsTheyAreDone() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(
                    Lines.modern("1", "tools/call", Lines.work(3_000)),
                    Lines.modern("2", "tools/call", Lines.work(200)),
                    Lines.modern("3", "tools/call", Lines.call("hello_world", ADA)));

            sluice.await("1");
            assertThat(sluice.messages())
                    .extracting(message -> message.path("id").asInt())
                    .containsExactly(3, 2, 1);
        }
    }

    @Test
    void wrongLinesAreAnsweredWithErrorsAndTheNextOneIsServed() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(
                    "garbage",
                    "",
                    "   \r",
                    "{\"jsonrpc\":\"2.0\",\"id\":7",
                    "{\"jsonrpc\":\"1.0\",\"id\":8,\"method\":\"ping\"}",
                    "[]",
                    "{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"tools/list\"}",
                    "{\"jsonrpc\":\"2.0\",\"id\":77,\"result\":{}}",
                    "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/none\"}");
            sluice.raw(new byte[] {'{', '"', (byte) 0xc3, (byte) 0x28, '"', ':', '1', '}', '\n'});
            sluice.send(
                    Lines.modern("10", "tools/none", ""),
                    "{\"jsonrpc\":\"2.0\",\"id\":11,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
                            + "\"io.modelcontextprotocol/protocolVersion\":\"2027-01-01\","
                            + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}",
                    "{\"jsonrpc\":\"2.0\",\"id\":12,\"method\":\"tools/list\",\"params\":{\"_meta\":{"
                            + "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"}}}",
                    Lines.modern("13", "tools/call", Lines.call("hello_world", ADA)));

            assertThat(text(sluice.await("13"))).isEqualTo("Hello, Ada!");
            assertThat(code(sluice.await("8"))).isEqualTo(-32600);
            assertThat(code(sluice.await("9"))).isEqualTo(-32600);
            assertThat(code(sluice.await("10"))).isEqualTo(-32601);
            assertThat(code(sluice.await("11"))).isEqualTo(-32022);
            assertThat(code(sluice.await("12"))).isEqualTo(-32602);
            List<Integer> nameless = sluice.messages().stream()
                    .filter(message -> message.path("id").isNull())
                    .map(StdioIT::code)
                    .toList();
            assertThat(nameless).containsExactly(-32700, -32700, -32600, -32700);
            assertThat(sluice.messages()).hasSize(10);
        }
    }

    @Test
    void aLineOverTheBoundIsRefusedOnceAndTheNextOneIsServed() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            byte[] huge = new byte[3 * 1024 * 1024];
            Arrays.fill(huge, (byte) ' ');
            byte[] head =
                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{".getBytes(StandardCharsets.UTF_8);
            System.arraycopy(head, 0, huge, 0, head.length);
            huge[huge.length - 1] = '\n';
            sluice.raw(huge).send(Lines.request("2", "ping", ""));

            sluice.await("2");
            assertThat(sluice.messages()).hasSize(2);
            JsonNode refused = sluice.messages().getFirst();
            assertThat(refused.at("/error/data/code").asText()).isEqualTo("TOO_LARGE");
            assertThat(refused.at("/error/data/limit").asInt()).isEqualTo(1024 * 1024);
        }
    }

    @Test
    void aBatchIsServedWhereItsRevisionHasIt() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            String batch = "[" + Lines.request("1", "ping", "") + "," + Lines.INITIALIZED + ","
                    + Lines.request("2", "tools/call", Lines.call("hello_world", ADA)) + "]";
            sluice.send(Lines.initialize("0", "2025-03-26", ""), Lines.INITIALIZED, batch);

            JsonNode answers = sluice.await(JsonNode::isArray);
            assertThat(answers).extracting(answer -> answer.path("id").asInt()).containsExactly(1, 2);

            sluice.send(Lines.initialize("3", "2025-06-18", ""), batch);
            assertThat(code(sluice.await(message -> message.has("error")))).isEqualTo(-32600);
        }
    }

    @Test
    void aCancelledRequestOfEitherEraIsNeverAnswered() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(
                    Lines.initialize("0", "2025-11-25", ""),
                    Lines.request("1", "tools/call", Lines.work(20_000)),
                    Lines.modern("\"1\"", "tools/call", Lines.work(20_000)));
            sluice.await("0");

            long before = System.nanoTime();
            sluice.send(Lines.cancelled("1"), Lines.cancelled("\"1\""), Lines.cancelled("99"));
            sluice.end();

            assertThat(sluice.exitCode()).isZero();
            assertThat((System.nanoTime() - before) / 1_000_000).isLessThan(15_000);
            assertThat(sluice.messages()).hasSize(1);
        }
    }

    @Test
    void atTheEndOfInputRunningCallsAreFinished() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(Lines.initialize("0", "2025-11-25", ""), Lines.request("1", "tools/call", Lines.work(2_000)));
            sluice.raw(Lines.modern("2", "tools/call", Lines.work(1_000)).getBytes(StandardCharsets.UTF_8));
            sluice.end();

            assertThat(sluice.exitCode()).isZero();
            assertThat(text(sluice.await("1"))).contains("2000");
            assertThat(text(sluice.await("2"))).contains("1000");
            assertThat(sluice.strays()).isEmpty();
        }
    }

    @Test
    void onSigtermRunningCallsAreFinishedAndNewOnesRefused() throws Exception {
        try (StdioProcess sluice = StdioProcess.start(home)) {
            sluice.send(Lines.modern("1", "tools/call", Lines.work(8_000)), Lines.modern("2", "server/discover", ""));
            sluice.await("2");

            sluice.signal("TERM");
            org.awaitility.Awaitility.await().until(() -> sluice.errors().contains("draining"));
            sluice.send(Lines.modern("3", "tools/call", Lines.call("hello_world", ADA)));

            assertThat(sluice.await("3").at("/error/data/code").asText()).isEqualTo("DRAINING");
            assertThat(sluice.exitCode()).isZero();
            assertThat(text(sluice.await("1"))).contains("8000");
        }
    }

    @Test
    void whatOthersPrintNeverReachesTheClient() throws Exception {
        try (StdioProcess sluice = StdioProcess.startBy(PrintingMain.class, home)) {
            for (int i = 0; i < 50; i++) {
                sluice.send(Lines.modern(Integer.toString(i), "tools/call", Lines.call("hello_world", ADA)));
            }
            for (int i = 0; i < 50; i++) {
                sluice.await(Integer.toString(i));
            }
            sluice.signal("QUIT");
            sluice.send(Lines.request("50", "ping", ""));
            sluice.await("50");
            sluice.end();

            assertThat(sluice.exitCode()).isZero();
            assertThat(sluice.strays()).isEmpty();
            assertThat(sluice.messages()).hasSize(51);
            assertThat(sluice.errors())
                    .contains("cached", "current", "descriptor", "child")
                    .contains("Full thread dump");
        }
    }

    @Test
    void aConfigurationFileCountsAsItDoesForRun() throws Exception {
        Path file = java.nio.file.Files.writeString(
                home.resolve("sluice.yaml"), "auth: {localRoles: [admin]}\ntools: {echo: {roles: [nobody]}}\n");
        try (StdioProcess sluice =
                StdioProcess.start(home, Map.of("RATE_LIMIT_USER_MAX", "2"), "-c", file.toString())) {
            sluice.send(
                    Lines.modern("1", "tools/list", ""),
                    Lines.modern("2", "tools/call", Lines.call("echo", "{\"text\":\"x\"}")),
                    Lines.modern("3", "tools/call", Lines.call("hello_world", ADA)),
                    Lines.modern("4", "tools/call", Lines.call("hello_world", ADA)));

            assertThat(sluice.await("1").at("/result/tools"))
                    .extracting(tool -> tool.path("name").asText())
                    .contains("hello_world")
                    .doesNotContain("echo", "simulate_work");
            assertThat(sluice.await("2").at("/error/data/code").asText()).isEqualTo("INSUFFICIENT_PERMISSIONS");
            List<JsonNode> calls = List.of(sluice.await("3"), sluice.await("4"));
            assertThat(calls)
                    .anyMatch(call -> call.at("/error/data/code").asText().equals("RATE_LIMIT_EXCEEDED"));
        }
    }

    @Test
    void aMistakeInTheConfigurationIsSaidOnStandardErrorOnly() throws Exception {
        Path file = java.nio.file.Files.writeString(home.resolve("sluice.yaml"), "nonsense: 1\n");
        try (StdioProcess sluice = StdioProcess.start(home, "-c", file.toString())) {
            assertThat(sluice.exitCode()).isEqualTo(Sluice.USAGE);
            assertThat(sluice.errors()).contains("nonsense");
            assertThat(sluice.messages()).isEmpty();
            assertThat(sluice.strays()).isEmpty();
        }
    }

    @Test
    void severalClientsOfOneUserDoNotGetInEachOthersWay() throws Exception {
        try (StdioProcess one = StdioProcess.start(home);
                StdioProcess two = StdioProcess.start(home)) {
            one.send(Lines.request("1", "ping", ""));
            two.send(Lines.request("1", "ping", ""));

            one.await("1");
            two.await("1");
        }
    }

    @Test
    void aClientThatDoesNotReadPausesTheReadingOfItsRequests() throws Exception {
        Map<String, String> env = Map.of("RATE_LIMIT_USER_MAX", "0");
        try (StdioProcess sluice = StdioProcess.startUnread(home, env)) {
            String text = "\"" + "x".repeat(100_000) + "\"";
            int count = 200;
            Thread writer = Thread.ofVirtual().start(() -> {
                for (int i = 0; i < count; i++) {
                    sluice.send(Lines.modern(
                            Integer.toString(i), "tools/call", Lines.call("echo", "{\"text\":" + text + "}")));
                }
            });

            // 20 MB of requests do not fit: neither the pipes nor the gateway hold more than a few.
            assertThat(writer.join(java.time.Duration.ofSeconds(8))).isFalse();
            sluice.read();

            assertThat(writer.join(java.time.Duration.ofSeconds(30))).isTrue();
            for (int i = 0; i < count; i++) {
                assertThat(sluice.await(Integer.toString(i)).has("error")).isFalse();
            }
        }
    }

    @Test
    void aClientThatIsGoneEndsTheProcess() throws Exception {
        try (StdioProcess sluice = StdioProcess.startUnread(home, Map.of())) {
            sluice.send(Lines.modern("1", "tools/call", Lines.work(25_000)));
            sluice.hangUp();
            sluice.send(Lines.request("2", "ping", ""));

            assertThat(sluice.exitCode()).isZero();
        }
    }

    private static String text(JsonNode answer) {
        return answer.at("/result/content/0/text").asText();
    }

    private static int code(JsonNode answer) {
        return answer.at("/error/code").asInt();
    }
}
