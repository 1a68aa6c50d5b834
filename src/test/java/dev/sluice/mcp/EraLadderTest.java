package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("R-201")
@Tag("R-202")
class EraLadderTest {
    private static final String CLAIM = "\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\"";
    private static final String CAPS = "\"io.modelcontextprotocol/clientCapabilities\":{}";
    private static final String MODERN = "2026-07-28";

    private final EraLadder ladder =
            new EraLadder(Set.of(Method.DISCOVER, Method.TOOLS_LIST, Method.TOOLS_CALL)::contains);

    static Stream<Arguments> rungs() {
        String good = meta(CLAIM + "," + CAPS);
        String unknown = meta(CLAIM.replace(MODERN, "2027-01-01") + "," + CAPS);
        String old = meta(CLAIM.replace(MODERN, "2025-11-25") + "," + CAPS);
        return Stream.of(
                rung("9 response", "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}", null, null, null, "Legacy"),
                rung("10 handshake", request("initialize", ""), null, null, null, "Handshake"),
                rung("10 with a legacy header", request("initialize", ""), "2025-06-18", null, null, "Handshake"),
                rung("10 with a modern header", request("initialize", ""), MODERN, null, null, "HEADER_MISMATCH"),
                rung("10 with an old claim", request("initialize", old), null, null, null, "Handshake"),
                rung(
                        "10 with an envelope",
                        request("initialize", good),
                        MODERN,
                        "initialize",
                        null,
                        "METHOD_NOT_FOUND"),
                rung("11a no capabilities", request("tools/list", meta(CLAIM)), MODERN, null, null, "INVALID_PARAMS"),
                rung(
                        "11a capabilities no object",
                        request("tools/list", meta(CLAIM + "," + CAPS.replace("{}", "[]"))),
                        MODERN,
                        null,
                        null,
                        "INVALID_PARAMS"),
                rung(
                        "11a claim no string",
                        request("tools/list", meta(CLAIM.replace("\"2026-07-28\"", "1") + "," + CAPS)),
                        MODERN,
                        null,
                        null,
                        "INVALID_PARAMS"),
                rung("11b header differs", request("tools/list", good), "2025-11-25", "x", null, "HEADER_MISMATCH"),
                rung("11b before 11d", request("tools/list", unknown), MODERN, "tools/list", null, "HEADER_MISMATCH"),
                rung("11c method differs", request("tools/list", good), MODERN, "tools/call", null, "HEADER_MISMATCH"),
                rung(
                        "11c is case-sensitive",
                        request("tools/list", good),
                        MODERN,
                        "Tools/List",
                        null,
                        "HEADER_MISMATCH"),
                rung("11c before 11d", request("tools/list", unknown), "2027-01-01", "x", null, "HEADER_MISMATCH"),
                rung(
                        "11d unknown",
                        request("tools/list", unknown),
                        "2027-01-01",
                        "tools/list",
                        null,
                        "UNSUPPORTED_VERSION"),
                rung(
                        "11d legacy claim",
                        request("tools/list", old),
                        "2025-11-25",
                        "tools/list",
                        null,
                        "UNSUPPORTED_VERSION"),
                rung("11d without header", request("tools/list", unknown), null, null, null, "UNSUPPORTED_VERSION"),
                rung("11e header missing", request("tools/list", good), null, "tools/list", null, "HEADER_MISMATCH"),
                rung(
                        "11f unknown",
                        request("unknown/method", good),
                        MODERN,
                        "unknown/method",
                        null,
                        "METHOD_NOT_FOUND"),
                rung("11f before 11g", request("unknown/method", good), MODERN, null, null, "METHOD_NOT_FOUND"),
                rung("11f removed", request("ping", good), MODERN, "ping", null, "METHOD_NOT_FOUND"),
                rung(
                        "11f not offered",
                        request("prompts/list", good),
                        MODERN,
                        "prompts/list",
                        null,
                        "METHOD_NOT_FOUND"),
                rung("11g method missing", request("tools/list", good), MODERN, null, null, "HEADER_MISMATCH"),
                rung("11g name missing", call("a", good), MODERN, "tools/call", null, "HEADER_MISMATCH"),
                rung("11g name differs", call("a", good), MODERN, "tools/call", "b", "HEADER_MISMATCH"),
                rung("11g name with space", call("a", good), " 2026-07-28\t", "\ttools/call ", "  a  ", "Modern"),
                rung("11g name in Base64", call("é", good), MODERN, "tools/call", "=?base64?w6k=?=", "Modern"),
                rung("11g bad padding", call("é", good), MODERN, "tools/call", "=?base64?w6k?=", "HEADER_MISMATCH"),
                rung("11g bad alphabet", call("é", good), MODERN, "tools/call", "=?base64?w!k=?=", "HEADER_MISMATCH"),
                rung("11g no name in the body", request("tools/call", good), MODERN, "tools/call", null, "Modern"),
                rung("11j", request("tools/list", good), MODERN, "tools/list", null, "Modern"),
                rung("12", request("tools/list", ""), MODERN, null, null, "INVALID_PARAMS"),
                rung("12 future", request("tools/list", ""), "2031-01-01", null, null, "INVALID_PARAMS"),
                rung("13", request("tools/list", ""), null, null, null, "Legacy"),
                rung("13 with header", request("tools/list", ""), "2025-03-26", null, null, "Legacy"),
                rung("13 foreign header", request("tools/list", ""), "1999-01-01", null, null, "INVALID_REQUEST"),
                rung("13 rubbish header", request("tools/list", ""), "v9", null, null, "INVALID_REQUEST"),
                rung("14 legacy", notification("notifications/initialized", ""), null, null, null, "Legacy"),
                rung("14 modern", notification("notifications/cancelled", ""), MODERN, null, null, "Dropped"),
                rung("14 claim", notification("notifications/cancelled", good), null, null, null, "Dropped"),
                rung(
                        "14 differs",
                        notification("notifications/cancelled", good),
                        MODERN,
                        "x",
                        null,
                        "HEADER_MISMATCH"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rungs")
    void judges(String rung, String body, EraHeaders headers, String expected) {
        EraVerdict verdict = ladder.judge(RpcParser.message(RpcParser.object(RawJson.of(body))), headers);

        String actual = verdict instanceof EraVerdict.Refused refused
                ? refused.refusal().code().name()
                : verdict.getClass().getSimpleName();
        assertThat(actual).as(rung).isEqualTo(expected);
    }

    static Stream<Arguments> rungsWithoutHeaders() {
        String good = meta(CLAIM + "," + CAPS);
        return Stream.of(
                Arguments.of("10 handshake", request("initialize", ""), "Handshake"),
                Arguments.of("11 list", request("tools/list", good), "Modern"),
                Arguments.of("11 call", call("x", good), "Modern"),
                Arguments.of("11a no capabilities", request("tools/list", meta(CLAIM)), "INVALID_PARAMS"),
                Arguments.of(
                        "11d version",
                        request("tools/list", meta(CLAIM.replace(MODERN, "2027-01-01") + "," + CAPS)),
                        "UNSUPPORTED_VERSION"),
                Arguments.of("11f method", request("ping", good), "METHOD_NOT_FOUND"),
                Arguments.of("13 request", request("tools/list", ""), "Legacy"),
                Arguments.of("14 notification", notification("notifications/cancelled", ""), "Legacy"),
                Arguments.of("14 modern notification", notification("notifications/cancelled", good), "Dropped"));
    }

    @Tag("R-204")
    @ParameterizedTest(name = "{0}")
    @MethodSource("rungsWithoutHeaders")
    void whereThereAreNoHeadersNoneIsMissed(String rung, String body, String expected) {
        judges(rung, body, EraHeaders.NONE, expected);
    }

    private static Arguments rung(
            String rung,
            String body,
            @Nullable String version,
            @Nullable String method,
            @Nullable String name,
            String expected) {
        return Arguments.of(rung, body, new EraHeaders(version, method, name), expected);
    }

    private static String meta(String members) {
        return "\"_meta\":{" + members + "}";
    }

    private static String request(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    private static String call(String name, String meta) {
        return request("tools/call", "\"name\":\"" + name + "\"," + meta);
    }

    private static String notification(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }
}
