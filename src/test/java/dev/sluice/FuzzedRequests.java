package dev.sluice;

import dev.sluice.fuzz.Draw;
import dev.sluice.mcp.MetaKeys;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Requests to the protocol endpoint that are more or less valid. */
final class FuzzedRequests {
    private static final List<String> METHODS = List.of(
            "initialize",
            "notifications/initialized",
            "notifications/cancelled",
            "ping",
            "server/discover",
            "tools/list",
            "tools/call",
            "tools/call",
            "prompts/list",
            "prompts/get",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "completion/complete",
            "logging/setLevel",
            "resources/subscribe",
            "resources/unsubscribe",
            "subscriptions/listen",
            "tasks/get",
            "tasks/update",
            "tasks/cancel",
            "skills/list",
            "no/such");
    private static final List<String> VERSIONS =
            List.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", "2026-07-28", "2027-01-01", "x");
    private static final List<String> NAMES =
            List.of("hello_world", "echo", "whoami", "nope", "ask_user", "touch", "greeting", "late");

    /** Values that get further than chance alone would. */
    private static final Map<String, String> KNOWN = Map.of(
            "uri", "\"features:///note\"",
            "level", "\"debug\"",
            "protocolVersion", "\"2025-06-18\"",
            "ref", "{\"type\":\"ref/prompt\",\"name\":\"greeting\"}",
            "argument", "{\"name\":\"name\",\"value\":\"A\"}",
            "inputResponses", "{\"name\":{\"action\":\"accept\",\"content\":{\"name\":\"Ada\"}}}",
            "notifications", "{\"toolsListChanged\":true,\"resourceSubscriptions\":[\"features:///note\"]}");

    private final List<String> standing;
    private final List<String> sessions;

    /** @param standing header lines that every request carries */
    FuzzedRequests(List<String> standing, List<String> sessions) {
        this.standing = standing;
        this.sessions = sessions;
    }

    /** A request whose HTTP is in order. */
    byte[] message(Draw draw) {
        String method = draw.any(METHODS);
        String name = draw.any(NAMES);
        byte[] body = body(draw, method, name).getBytes(StandardCharsets.UTF_8);
        if (draw.oneIn(4)) {
            body = draw.oneIn(4) ? draw.bytes(300) : draw.mutated(body);
        }
        String line = draw.oneIn(12) ? draw.any("GET", "DELETE", "PUT", "HEAD", "OPTIONS") : "POST";
        return joined(head(draw, line, method, name) + "Content-Length: " + body.length + "\r\n\r\n", body);
    }

    /** A request whose HTTP may be anything. */
    byte[] mess(Draw draw) {
        byte[] body = body(draw, "ping", "").getBytes(StandardCharsets.UTF_8);
        String framing = draw.any(
                "Content-Length: " + body.length,
                "Content-Length: " + draw.any("-1", "1", "99999999999", "0x10", "+5", "5, 5", ""),
                "Transfer-Encoding: " + draw.any("chunked", "gzip", "chunked, chunked", "identity"),
                "Expect: 100-continue\r\nContent-Length: " + body.length);
        byte[] request = joined(head(draw, "POST", "ping", "") + framing + "\r\n\r\n", body);
        return draw.oneIn(10) ? draw.bytes(400) : draw.mutated(request);
    }

    private String head(Draw draw, String line, String method, String name) {
        StringBuilder head = new StringBuilder(line).append(" /mcp HTTP/1.1\r\nHost: localhost\r\n");
        standing.forEach(header -> head.append(header).append("\r\n"));
        add(draw, head, "Content-Type", "application/json", "application/json; charset=utf-8", "text/plain");
        add(draw, head, "Accept", "application/json, text/event-stream", "*/*", "text/event-stream");
        add(draw, head, "MCP-Protocol-Version", "2026-07-28", draw.any(VERSIONS), "");
        add(draw, head, "Mcp-Method", method, draw.any(METHODS), " " + method + " ");
        add(draw, head, "Mcp-Name", name, draw.any(NAMES), "=?base64?" + draw.word(8) + "?=");
        if (draw.oneIn(2)) {
            head.append("Mcp-Session-Id: ").append(session(draw)).append("\r\n");
        }
        if (draw.oneIn(10)) {
            head.append("Last-Event-ID: ").append(draw.word(9)).append("\r\n");
        }
        return head.toString();
    }

    private String session(Draw draw) {
        return draw.oneIn(6) ? draw.mutated(sessions.getFirst()).replaceAll("[^!-~]", "x") : draw.any(sessions);
    }

    private static void add(Draw draw, StringBuilder head, String name, String usual, String... others) {
        if (!draw.oneIn(8)) {
            String value = draw.oneIn(4) ? draw.any(others) : usual;
            head.append(name).append(": ").append(value).append("\r\n");
        }
    }

    private String body(Draw draw, String method, String name) {
        if (draw.oneIn(20)) {
            return '[' + message(draw, method, name) + ',' + message(draw, draw.any(METHODS), name) + ']';
        }
        if (draw.oneIn(30)) {
            return "{\"type\":\"request\",\"id\":" + draw.json(1)
                    + ",\"method\":\"tools/execute\",\"params\":{\"name\":\"" + name + "\",\"input\":" + draw.json(2)
                    + "}}";
        }
        return message(draw, method, name);
    }

    private String message(Draw draw, String method, String name) {
        String id = draw.any("", "\"id\":1,", "\"id\":1,", "\"id\":1,", "\"id\":" + draw.json(1) + ',');
        String spelled = draw.oneIn(12) ? draw.string(draw.brokenText(5)) : '"' + method + '"';
        if (draw.oneIn(15)) {
            return "{\"jsonrpc\":\"2.0\"," + id + draw.any("\"result\"", "\"error\"") + ':' + draw.json(2) + '}';
        }
        String params = draw.oneIn(10) ? "" : ",\"params\":" + params(draw, name);
        return "{\"jsonrpc\":\"2.0\"," + id + "\"method\":" + spelled + params + '}';
    }

    private String params(Draw draw, String name) {
        if (draw.oneIn(15)) {
            return draw.json(3);
        }
        StringBuilder params = new StringBuilder("{\"name\":");
        params.append(draw.oneIn(8) ? draw.string(draw.brokenText(4)) : '"' + name + '"');
        params.append(",\"arguments\":").append(arguments(draw));
        if (draw.oneIn(3)) {
            String member = draw.any(
                    "cursor",
                    "uri",
                    "requestId",
                    "level",
                    "protocolVersion",
                    "capabilities",
                    "ref",
                    "taskId",
                    "notifications",
                    "inputResponses",
                    "requestState",
                    "task",
                    "argument");
            String value = draw.any(draw.json(2), draw.string(draw.text(3)), KNOWN.getOrDefault(member, "null"));
            params.append(",\"").append(member).append("\":").append(value);
        }
        if (!draw.oneIn(3)) {
            params.append(",\"_meta\":").append(meta(draw));
        }
        return params.append('}').toString();
    }

    private static String arguments(Draw draw) {
        String value = draw.oneIn(3) ? draw.json(2) : draw.string(draw.brokenText(5));
        return draw.oneIn(5) ? draw.json(2) : "{\"" + draw.any("name", "message", "x") + "\":" + value + '}';
    }

    private static String meta(Draw draw) {
        if (draw.oneIn(8)) {
            return draw.json(2);
        }
        String version =
                draw.oneIn(6) ? draw.string(draw.any(draw.any(VERSIONS), draw.brokenText(3))) : "\"2026-07-28\"";
        String capabilities = draw.oneIn(6) ? draw.json(2) : "{\"elicitation\":{},\"sampling\":{}}";
        String more = draw.any(
                "",
                "",
                ",\"progressToken\":" + draw.json(1),
                ",\"traceparent\":" + draw.json(1),
                ",\"" + MetaKeys.LOG_LEVEL + "\":" + draw.any("\"info\"", draw.json(1)));
        return "{\"" + MetaKeys.PROTOCOL_VERSION + "\":" + version + ",\"" + MetaKeys.CLIENT_CAPABILITIES + "\":"
                + capabilities + more + '}';
    }

    private static byte[] joined(String head, byte[] body) {
        byte[] first = head.getBytes(StandardCharsets.UTF_8);
        byte[] all = java.util.Arrays.copyOf(first, first.length + body.length);
        System.arraycopy(body, 0, all, first.length, body.length);
        return all;
    }
}
