package dev.sluice.provider.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** An MCP server of the modern era on a real socket that does what a test says, method by method. */
final class ScriptedServer {
    static final String CAPABILITIES = "{\"tools\":{}}";

    /** A request as it came. */
    record Asked(HttpServerRequest http, String text, JsonNode body) {
        JsonNode params() {
            return body.path("params");
        }

        String id() {
            return body.path("id").toString();
        }

        String header(String name) {
            return String.valueOf(http.getHeader(name));
        }

        /** Answers with a result as JSON. */
        void result(String result) {
            json(200, "{\"jsonrpc\":\"2.0\",\"id\":" + id() + ",\"result\":" + result + '}');
        }

        void error(int status, int code, String data) {
            json(
                    status,
                    "{\"jsonrpc\":\"2.0\",\"id\":" + id() + ",\"error\":{\"code\":" + code
                            + ",\"message\":\"no\",\"data\":" + data + "}}");
        }

        void json(int status, String body) {
            http.response()
                    .setStatusCode(status)
                    .putHeader("content-type", "application/json")
                    .end(body);
        }

        /** Begins an event stream. */
        HttpServerResponse stream() {
            HttpServerResponse response = http.response();
            response.setChunked(true).putHeader("content-type", "text/event-stream; charset=utf-8");
            return response;
        }

        String resultMessage(String result) {
            return event("{\"jsonrpc\":\"2.0\",\"id\":" + id() + ",\"result\":" + result + '}');
        }
    }

    /** What the server does with a request. */
    interface Script {
        void serve(Asked asked);
    }

    private final HttpServer server;
    private final Map<String, Script> scripts = new ConcurrentHashMap<>();
    final List<Asked> asked = new CopyOnWriteArrayList<>();

    ScriptedServer(Vertx vertx) {
        this(vertx, 0);
    }

    ScriptedServer(Vertx vertx, int port) {
        server = UpstreamRig.await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> serve(request, body)))
                .listen(port, "127.0.0.1"));
        capabilities(CAPABILITIES);
        tools("echo");
    }

    int port() {
        return server.actualPort();
    }

    /** What it does with a method now. */
    Script script(String method) {
        return Objects.requireNonNull(scripts.get(method));
    }

    ScriptedServer on(String method, Script script) {
        scripts.put(method, script);
        return this;
    }

    ScriptedServer capabilities(String capabilities) {
        return on(
                "server/discover",
                asked -> asked.result("{\"resultType\":\"complete\",\"supportedVersions\":[\"2026-07-28\"],"
                        + "\"capabilities\":" + capabilities + ",\"ttlMs\":0,\"cacheScope\":\"public\"}"));
    }

    ScriptedServer tools(String... names) {
        StringBuilder tools = new StringBuilder();
        for (String name : names) {
            tools.append(tools.isEmpty() ? "" : ",")
                    .append("{\"name\":\"")
                    .append(name)
                    .append("\",\"inputSchema\":{\"type\":\"object\"}}");
        }
        return on("tools/list", asked -> asked.result("{\"resultType\":\"complete\",\"tools\":[" + tools + "]}"));
    }

    List<Asked> asked(String method) {
        return asked.stream()
                .filter(one -> one.body().path("method").asText().equals(method))
                .toList();
    }

    void close() {
        UpstreamRig.await(server.close());
    }

    private void serve(HttpServerRequest request, Buffer body) {
        Asked one =
                new Asked(request, body.toString(), RawJson.of(body.toString()).tree());
        asked.add(one);
        Script script = scripts.get(one.body().path("method").asText());
        if (script == null) {
            one.error(404, -32601, "null");
        } else {
            script.serve(one);
        }
    }

    static String event(String data) {
        return "event: message\ndata: " + data + "\n\n";
    }

    static String note(String method, String params) {
        return event("{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + '}');
    }
}
