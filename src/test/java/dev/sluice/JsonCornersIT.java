package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The corners of JSON, JSON-RPC 2.0 and MCP from outside: what is sent, what must come back, and the text that says so.
 * A body is sent in the newest legacy revision unless it carries the metadata of the modern one.
 */
@Tag("R-201")
@Tag("R-202")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JsonCornersIT {
    private static final String META = "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
            + "\"io.modelcontextprotocol/clientCapabilities\":{}}";
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";
    /** Nothing comes back. */
    private static final int NONE = 1;
    /** A result comes back. */
    private static final int RESULT = 0;

    private GatewayFixture gateway;
    private TestCaller ada;
    private final Map<String, String> sessions = new HashMap<>();

    /**
     * One corner.
     *
     * @param text which text says so
     * @param session the revision of the session it is sent in, {@code modern} for none and modern headers
     * @param code of the error, {@link #RESULT} or {@link #NONE}
     * @param id the JSON of the id that comes back, null for none
     */
    record Corner(
            String text,
            String what,
            String session,
            String body,
            int status,
            int code,
            @Nullable String id) {
        @Override
        public String toString() {
            return text + ": " + what;
        }

        /** The same in another revision. */
        Corner in(String revision) {
            return new Corner(text, what, revision, body, status, code, id);
        }
    }

    @BeforeAll
    void start() {
        gateway = GatewayFixture.start("limits: {perUser: 0, perAddress: 0}");
        ada = gateway.as("ada", "user");
        for (String revision : List.of("2025-03-26", "2025-06-18", "2025-11-25")) {
            sessions.put(
                    revision,
                    ada.post(
                                    "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                                            + revision
                                            + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}")
                            .header("Mcp-Session-Id"));
        }
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    static Stream<Corner> notJson() {
        return Stream.of(
                        "", " \n", "hello", "{", "{\"jsonrpc\":\"2.0\",\"id\":1,", PING + PING, PING + ',', PING + "\0")
                .map(body -> parseError("RFC 8259, 2", "not one JSON text: " + body, body));
    }

    static Stream<Corner> notQuiteJson() {
        return Stream.of(
                        "'x'",
                        "1,}",
                        "01",
                        "+1",
                        ".5",
                        "1.",
                        "0x1",
                        "1_0",
                        "NaN",
                        "Infinity",
                        "-",
                        "1e",
                        "True",
                        "nil",
                        "\"\\x41\"",
                        "\"\\u12\"",
                        "\"a\tb\"",
                        "\"a\nb\"",
                        "\"a",
                        "[1,]",
                        "[,]",
                        "{\"a\":1,}",
                        "{a:1}",
                        "{\"a\" 1}",
                        "/**/1",
                        "1//",
                        "[1}")
                .map(value -> parseError(
                        "RFC 8259, 3 to 7",
                        value,
                        "{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1,\"x\":" + value + '}'));
    }

    static Stream<Corner> readersWouldDiffer() {
        String bytes = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"x\":\"";
        return Stream.of(
                parseError("RFC 8259, 4", "a name twice", "{\"id\":2," + PING.substring(1)),
                parseError("RFC 8259, 4", "a name twice, spelled otherwise", "{\"\\u0069d\":2," + PING.substring(1)),
                parseError(
                        "RFC 8259, 4",
                        "a name twice, deeper",
                        LIST.replace("}", ",\"params\":{\"a\":{\"b\":1,\"b\":2}}}")),
                parseError("RFC 8259, 8.1", "a byte order mark", "\u00ef\u00bb\u00bf" + PING),
                parseError("RFC 8259, 8.1", "Latin-1", bytes + "\u00fc\"}"),
                parseError("RFC 3629, 3", "an overlong sequence", bytes + "\u00c0\u0080\"}"),
                parseError("RFC 3629, 3", "half a surrogate pair", bytes + "\u00ed\u00a0\u0080\"}"),
                parseError("RFC 3629, 3", "beyond U+10FFFF", bytes + "\u00f4\u0090\u0080\u0080\"}"),
                parseError("RFC 8259, 9", "deeper than the bound", "{\"a\":".repeat(200) + "1" + "}".repeat(200)));
    }

    static Stream<Corner> notARequest() {
        return Stream.of(
                invalid("5.1", "a number", "7", null),
                invalid("5.1", "a string", "\"ping\"", null),
                invalid("5.1", "null", "null", null),
                invalid("5.1", "true", " true ", null),
                invalid("4", "an empty object", "{}", null),
                invalid("4", "no version", "{\"id\":1,\"method\":\"ping\"}", "1"),
                invalid("4", "version 1.0", PING.replace("2.0", "1.0"), "1"),
                invalid("4", "the version as a number", PING.replace("\"2.0\"", "2.0"), "1"),
                invalid("4", "no method", "{\"jsonrpc\":\"2.0\",\"id\":1}", "1"),
                invalid("4", "the method as a number", PING.replace("\"ping\"", "1"), "1"),
                invalid("4", "the method null", PING.replace("\"ping\"", "null"), "1"),
                invalid("4", "an empty method", PING.replace("ping", ""), "1"),
                invalid("2", "names in capitals", PING.replace("method", "Method"), "1"),
                invalid("4", "an id that is true", PING.replace(":1,", ":true,"), null),
                invalid("4", "an id that is an object", PING.replace(":1,", ":{},"), null),
                invalid("4", "an id that is an array", PING.replace(":1,", ":[1],"), null),
                invalid("MCP basic", "an id that is null", PING.replace(":1,", ":null,"), null),
                invalid("4.2", "params that are a number", PING.replace("}", ",\"params\":1}"), "1"),
                invalid("4.2", "params that are null", PING.replace("}", ",\"params\":null}"), "1"),
                invalid("MCP schema, Request", "params that are an array", PING.replace("}", ",\"params\":[]}"), "1"),
                invalid("5", "result and error", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{}}", "1"),
                invalid("5", "a response without an id", "{\"jsonrpc\":\"2.0\",\"result\":{}}", null));
    }

    static Stream<Corner> requests() {
        return Stream.of(
                        "0",
                        "-1",
                        "1.5",
                        "1e3",
                        "9007199254740993",
                        "1E400",
                        "\"\"",
                        "\"1\"",
                        "\"\\u0000\"",
                        "\"\\ud800\"")
                .map(id -> new Corner(
                        "JSON-RPC 2.0, 5",
                        "id " + id,
                        "2025-11-25",
                        PING.replace(":1,", ':' + id + ','),
                        200,
                        RESULT,
                        id));
    }

    static Stream<Corner> methods() {
        String modern = LIST.replace("}", ",\"params\":{" + META + "}}");
        return Stream.of(
                corner(
                        "JSON-RPC 2.0, 4",
                        "members that nobody knows",
                        PING.replace("}", ",\"x\":[1]}"),
                        200,
                        RESULT,
                        "1"),
                corner("RFC 8259, 2", "white space around", " \t\r\n" + PING + "\n ", 200, RESULT, "1"),
                corner("RFC 8259, 7", "an escaped method", PING.replace("ping", "\\u0070ing"), 200, RESULT, "1"),
                corner("JSON-RPC 2.0, 5.1", "a method that is none", PING.replace("ping", "x"), 200, -32601, "1"),
                corner("JSON-RPC 2.0, 4", "a reserved method", PING.replace("ping", "rpc.x"), 200, -32601, "1"),
                corner("JSON-RPC 2.0, 4", "a method in capitals", PING.replace("ping", "Ping"), 200, -32601, "1"),
                corner("JSON-RPC 2.0, 4.1", "a notification", LIST.replace("\"id\":1,", ""), 202, NONE, null),
                corner(
                        "JSON-RPC 2.0, 4.1",
                        "a notification by a method that is none",
                        "{\"jsonrpc\":\"2.0\",\"method\":\"x\"}",
                        202,
                        NONE,
                        null),
                corner(
                        "JSON-RPC 2.0, 5",
                        "a response that nobody waits for",
                        "{\"jsonrpc\":\"2.0\",\"id\":7,\"result\":{}}",
                        202,
                        NONE,
                        null),
                corner("MCP tools", "call without params", LIST.replace("list", "call"), 200, -32602, "1"),
                corner("MCP tools", "call without a name", call("{}"), 200, -32602, "1"),
                corner("MCP tools", "a name that is a number", call("{\"name\":1}"), 200, -32602, "1"),
                corner("MCP tools", "a tool that is none", call("{\"name\":\"x\"}"), 200, -32602, "1"),
                corner(
                        "MCP tools",
                        "arguments that are an array",
                        call("{\"name\":\"whoami\",\"arguments\":[]}"),
                        200,
                        -32602,
                        "1"),
                corner(
                        "MCP tools, error handling",
                        "arguments against the schema",
                        call("{\"name\":\"hello_world\",\"arguments\":{\"name\":1}}"),
                        200,
                        RESULT,
                        "1"),
                corner(
                        "MCP pagination",
                        "a cursor that is none",
                        LIST.replace("}", ",\"params\":{\"cursor\":\"x\"}}"),
                        200,
                        -32602,
                        "1"),
                corner(
                                "MCP 2026-07-28, transports",
                                "a method that is none",
                                modern.replace("tools/list", "x"),
                                404,
                                -32601,
                                "1")
                        .in("modern"),
                corner(
                                "MCP 2026-07-28, basic",
                                "ping, which is gone",
                                modern.replace("tools/list", "ping"),
                                404,
                                -32601,
                                "1")
                        .in("modern"),
                corner(
                                "MCP 2026-07-28, basic",
                                "metadata without capabilities",
                                modern.replace("clientCapabilities", "x"),
                                400,
                                -32602,
                                "1")
                        .in("modern"),
                corner("MCP 2026-07-28, basic", "no metadata", LIST, 400, -32602, "1")
                        .in("modern"),
                corner(
                                "MCP 2026-07-28, versioning",
                                "a version of tomorrow",
                                modern.replace("2026-07-28", "2027-01-01"),
                                400,
                                -32022,
                                "1")
                        .in("modern"),
                corner(
                                "MCP 2026-07-28, pagination",
                                "an empty cursor",
                                modern.replace("\"_meta\"", "\"cursor\":\"\",\"_meta\""),
                                200,
                                -32602,
                                "1")
                        .in("modern"),
                corner("MCP 2026-07-28, pagination", "a good request", modern, 200, RESULT, "1")
                        .in("modern"));
    }

    static Stream<Corner> batches() {
        String note = "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}";
        return Stream.of(
                invalid("6", "an empty batch", "[]", null).in("2025-03-26"),
                parseError("JSON-RPC 2.0, 6", "a batch that is no JSON", "[" + PING + ",{]")
                        .in("2025-03-26"),
                corner("JSON-RPC 2.0, 6", "notifications only", "[" + note + ',' + note + ']', 202, NONE, null)
                        .in("2025-03-26"),
                invalid("MCP 2025-06-18, changelog", "a batch", '[' + PING + ']', null)
                        .in("2025-06-18"),
                invalid("MCP 2025-06-18, changelog", "a batch", '[' + PING + ']', null),
                invalid(
                                "MCP 2026-07-28, basic",
                                "a batch",
                                '[' + LIST.replace("}", ",\"params\":{" + META + "}}") + ']',
                                null)
                        .in("modern"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"notJson", "notQuiteJson", "readersWouldDiffer", "notARequest", "requests", "methods", "batches"})
    void answersAsTheTextsSay(Corner corner) {
        Answer answer = send(corner);

        assertThat(answer.status()).as(answer.text()).isEqualTo(corner.status());
        if (corner.code() == NONE) {
            assertThat(answer.text()).isEmpty();
            return;
        }
        JsonNode json = answer.json();
        assertThat(json.path("jsonrpc").asText()).isEqualTo("2.0");
        assertThat(json.path("error").path("code").asInt()).as(answer.text()).isEqualTo(corner.code());
        assertThat(json.has("result")).isEqualTo(corner.code() == RESULT);
        if (corner.id() == null) {
            assertThat(json.path("id").isNull() || json.path("id").isMissingNode())
                    .isTrue();
        } else {
            assertThat(answer.text()).contains("\"id\":" + corner.id() + ',');
        }
    }

    /** JSON-RPC 2.0, section 6: each element of a batch on its own, in any order. */
    @ParameterizedTest
    @MethodSource("mixed")
    void answersEachElementOfABatch(String body, Map<String, Integer> codes) {
        Answer answer = send(new Corner("JSON-RPC 2.0, 6", "mixed", "2025-03-26", body, 200, RESULT, null));

        Map<String, Integer> found = new HashMap<>();
        answer.json()
                .forEach(each -> found.merge(
                        each.path("id").toString(),
                        each.path("error").path("code").asInt(),
                        Integer::sum));
        assertThat(found).as(answer.text()).isEqualTo(codes);
    }

    static Stream<Arguments> mixed() {
        return Stream.of(
                Arguments.of("[1,2,3]", Map.of("null", 3 * -32600)),
                Arguments.of("[1]", Map.of("null", -32600)),
                Arguments.of(
                        '[' + PING + ",{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"},{\"foo\":\"boo\"},"
                                + PING.replace(":1,", ":\"9\",").replace("ping", "foo.get") + ']',
                        Map.of("1", 0, "null", -32600, "\"9\"", -32601)));
    }

    private Answer send(Corner corner) {
        Map<String, String> headers = new HashMap<>();
        if (corner.session().equals("modern")) {
            headers.put("MCP-Protocol-Version", corner.body().contains("2027-01-01") ? "2027-01-01" : "2026-07-28");
            headers.put("Mcp-Method", corner.body().replaceFirst("(?s).*\"method\":\"([^\"]*)\".*", "$1"));
        } else {
            headers.put("Mcp-Session-Id", sessions.getOrDefault(corner.session(), ""));
        }
        byte[] bytes = corner.body().getBytes(StandardCharsets.ISO_8859_1);
        return ada.send(HttpRequest.newBuilder(ada.request("", headers), (name, value) -> true)
                .POST(BodyPublishers.ofByteArray(bytes))
                .build());
    }

    private static Corner parseError(String text, String what, String body) {
        return corner(text, what, body, 400, -32700, null);
    }

    private static Corner invalid(String section, String what, String body, @Nullable String id) {
        String text = section.startsWith("MCP") ? section : "JSON-RPC 2.0, " + section;
        return corner(text, what, body, 400, -32600, id);
    }

    private static Corner corner(String text, String what, String body, int status, int code, @Nullable String id) {
        return new Corner(text, what, "2025-11-25", body, status, code, id);
    }

    private static String call(String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":" + params + '}';
    }
}
