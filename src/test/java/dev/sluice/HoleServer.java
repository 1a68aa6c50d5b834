package dev.sluice;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An MCP server of the modern era with the tools {@code dig} and {@code wait}, the latter of which answers when it is told,
 * and a REST service besides.
 */
final class HoleServer {
    final AtomicInteger waiting = new AtomicInteger();
    private final Promise<Void> released = Promise.promise();
    private final HttpServer server;

    HoleServer(Vertx vertx) throws TimeoutException {
        server = vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> serve(request, body)))
                .listen(0, "127.0.0.1")
                .await(30, TimeUnit.SECONDS);
    }

    int port() {
        return server.actualPort();
    }

    /** Answers every call of {@code wait}, those to come too. */
    void release() {
        released.tryComplete();
    }

    private void serve(HttpServerRequest request, Buffer body) {
        if (!request.path().equals("/mcp")) {
            json(request, 200, "{\"path\":\"" + request.path() + "\"}");
            return;
        }
        JsonNode asked = RawJson.of(body.toString()).tree();
        switch (asked.path("method").asText()) {
            case "server/discover" ->
                result(
                        request,
                        asked,
                        "\"supportedVersions\":[\"2026-07-28\"],\"capabilities\":{\"tools\":{}},\"ttlMs\":0,"
                                + "\"cacheScope\":\"public\"");
            case "tools/list" -> result(request, asked, "\"tools\":[" + tool("dig") + ',' + tool("wait") + ']');
            case "tools/call" -> call(request, asked);
            default ->
                json(
                        request,
                        404,
                        "{\"jsonrpc\":\"2.0\",\"id\":" + asked.path("id")
                                + ",\"error\":{\"code\":-32601,\"message\":\"no\"}}");
        }
    }

    private void call(HttpServerRequest request, JsonNode asked) {
        String name = asked.at("/params/name").asText();
        Runnable answer =
                () -> result(request, asked, "\"content\":[{\"type\":\"text\",\"text\":\"done: " + name + "\"}]");
        if (name.equals("wait")) {
            waiting.incrementAndGet();
            released.future().onSuccess(ignored -> answer.run());
        } else {
            answer.run();
        }
    }

    private static String tool(String name) {
        return "{\"name\":\"" + name + "\",\"inputSchema\":{\"type\":\"object\"}}";
    }

    private static void result(HttpServerRequest request, JsonNode asked, String members) {
        json(
                request,
                200,
                "{\"jsonrpc\":\"2.0\",\"id\":" + asked.path("id") + ",\"result\":{\"resultType\":\"complete\","
                        + members + "}}");
    }

    private static void json(HttpServerRequest request, int status, String body) {
        request.response()
                .setStatusCode(status)
                .putHeader("Content-Type", "application/json")
                .end(body);
    }
}
