package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-115")
@Tag("R-113")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadRequestTest {
    private final EdgeHarness gateway = new EdgeHarness();

    @AfterAll
    void close() {
        gateway.close();
    }

    static Stream<Arguments> badBodies() {
        String deep = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":" + "[".repeat(10_000)
                + "]".repeat(10_000) + "}}";
        return Stream.of(
                Arguments.of("", -32700),
                Arguments.of("   ", -32700),
                Arguments.of("hello", -32700),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":1,", -32700),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}x", -32700),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"id\":2,\"method\":\"ping\"}", -32700),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"pi\u0000ng\"}", -32700),
                Arguments.of("\u0000", -32700),
                Arguments.of(deep, -32700),
                Arguments.of("5", -32600),
                Arguments.of("\"text\"", -32600),
                Arguments.of("null", -32600),
                Arguments.of("{}", -32600),
                Arguments.of("{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"ping\"}", -32600),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}", -32600),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"ping\"}", -32600),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"ping\"}", -32600),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":[1],\"method\":\"ping\"}", -32600),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":5}", -32600),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"\"}", -32600),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":[]}", -32600),
                Arguments.of("{\"jsonrpc\":\"2.0\",\"id\":1}", -32600));
    }

    @ParameterizedTest
    @MethodSource("badBodies")
    void refusesABodyThatIsNoRequest(String body, int code) {
        var reply = gateway.ask().post(body);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().path("code").asInt()).isEqualTo(code);
        assertThat(reply.error().path("data").path("requestId").asText()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource({"'',true", "2025-06-18,true", "2025-11-25,false", "2026-07-28,false"})
    void answersAnUnreadableIdAsTheRevisionSays(String version, boolean withNull) {
        var ask = gateway.ask();
        if (!version.isEmpty()) {
            ask.header("MCP-Protocol-Version", version);
        }

        var reply = ask.post("{");

        assertThat(reply.json().has("id")).isEqualTo(withNull);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1.0", "1e3", "123456789012345678901234567890", "\"\"", "\"é\\u0041\\ud800\""})
    void echoesIdsAsTheyWereSpelled(String id) {
        var reply = gateway.ask().post("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"ping\"}");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).isEqualTo("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{}}");
    }

    @Test
    void refusesTextThatIsNotUtf8() {
        byte[] body =
                "{\"jsonrpc\":\"2.0\",\"id\":\"\u00e9\",\"method\":\"ping\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(gateway.ask().post(body).status()).isEqualTo(400);
    }

    @Test
    void passesLoneSurrogatesThroughAndSurvivesThemInNames() {
        assertThat(gateway.ask().call("echo", "{\"a\":\"\\ud800\"}").status()).isEqualTo(200);
        var reply = gateway.ask()
                .headers(EdgeHarness.modernHeaders("tools/call"))
                .header("Mcp-Name", "x")
                .post(Ask.modernBody("tools/call", "\"name\":\"\\ud800\","));

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.error().path("code").asInt()).isEqualTo(-32020);
    }

    @Test
    void refusesABodyAboveTheBound() {
        var reply = gateway.ask().post("{\"a\":\"" + "x".repeat(70_000) + "\"}");

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.code()).isEqualTo("TOO_LARGE");
        assertThat(reply.error().path("data").path("limit").asInt()).isEqualTo(65_536);
        assertThat(reply.header("Connection")).isEqualTo("close");
        assertThat(gateway.ask().legacy("ping", "").status()).isEqualTo(200);
    }

    @Test
    void takesABodyJustBelowTheBoundInPieces() {
        String filler = "x".repeat(65_000);

        var reply = gateway.ask()
                .post("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\",\"params\":{\"a\":\"" + filler + "\"}}");

        assertThat(reply.status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/xml", "application/json; charset=utf-16", "application/jsonp"})
    void refusesOtherMediaTypes(String type) {
        var reply = gateway.ask().header("Content-Type", type).legacy("ping", "");

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.code()).isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    }

    @Test
    void refusesMissingMediaTypeAndCompressedBodies() {
        assertThat(gateway.ask().without("Content-Type").legacy("ping", "").status())
                .isEqualTo(415);
        assertThat(gateway.ask()
                        .header("Content-Encoding", "gzip")
                        .legacy("ping", "")
                        .status())
                .isEqualTo(415);
    }

    @ParameterizedTest
    @CsvSource({
        "application/json;charset=UTF-8,*/*,200",
        "Application/JSON,application/json,200",
        "application/json,'application/json, text/event-stream',200",
        "application/json,application/*,200",
        "application/json,text/html,406"
    })
    void readsMediaTypesAsHttpMeansThem(String type, String accept, int status) {
        var reply = gateway.ask()
                .header("Content-Type", type)
                .header("Accept", accept)
                .legacy("ping", "");

        assertThat(reply.status()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH", "HEAD", "TRACE", "BREW"})
    void refusesOtherMethods(String method) {
        var reply = gateway.ask().method(method);

        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.header("Allow")).isEqualTo("GET, POST, DELETE, OPTIONS");
    }

    @Test
    @Tag("R-201")
    void offersAStreamOnlyToWhoTakesEvents() {
        var reply = gateway.ask()
                .header("Mcp-Session-Id", gateway.session("2025-11-25"))
                .header("Accept", "application/json")
                .method("GET");

        assertThat(reply.status()).isEqualTo(406);
        assertThat(reply.code()).isEqualTo("NOT_ACCEPTABLE");
    }

    @Test
    void knowsNoOtherPath() {
        var reply = gateway.ask().path("/nothing").method("GET");

        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.code()).isEqualTo("NOT_FOUND");
        assertThat(reply.header("X-Frame-Options")).isEqualTo("DENY");
    }

    @Test
    void refusesParametersOfTheWrongKind() {
        for (String params : new String[] {"\"name\":5,", "", "\"name\":\"echo\",\"arguments\":[],"}) {
            var reply = gateway.ask()
                    .headers(Map.of("Mcp-Name", "echo"))
                    .headers(EdgeHarness.modernHeaders("tools/call"))
                    .post(Ask.modernBody("tools/call", params));

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.error().path("code").asInt()).isEqualTo(-32602);
        }
    }
}
