package dev.sluice.upstreams;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Requests to the server with bad manners, without a client library that would be offended; any thread may use it. */
final class RawClient {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String SESSION = "Mcp-Session-Id";

    private final HttpClient http = HttpClient.newHttpClient();

    /** Calls a tool; an empty session is none. */
    HttpResponse<String> called(UpstreamServer server, String tool, String text, String session)
            throws IOException, InterruptedException {
        return http.send(call(server, tool, text, session), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest call(UpstreamServer server, String tool, String text, String session) {
        String params = "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"" + text
                + "\"},\"_meta\":{\"progressToken\":\"p\"}}";
        return request(server, "tools/call", params, session);
    }

    HttpRequest request(UpstreamServer server, String method, String params, String session) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri())
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}"));
        return (session.isEmpty() ? request : request.header(SESSION, session)).build();
    }

    /** Sends without waiting; cancelling hangs up. */
    CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        return http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    /** The answer as it streams; closing hangs up. */
    InputStream opened(HttpRequest request) throws IOException, InterruptedException {
        return http.send(request, HttpResponse.BodyHandlers.ofInputStream()).body();
    }

    JsonNode result(HttpRequest request) throws IOException, InterruptedException {
        return json(request).path("result");
    }

    /** The id of a new session. */
    String initialize(UpstreamServer server) throws IOException, InterruptedException {
        return http.send(request(server, "initialize", "{}", ""), HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue(SESSION)
                .orElseThrow();
    }

    /** Makes the server change its tool. */
    void change(UpstreamServer server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.at("/change"))
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        http.send(request, HttpResponse.BodyHandlers.discarding());
    }

    /** What the server has counted. */
    JsonNode stats(UpstreamServer server) throws IOException, InterruptedException {
        return json(HttpRequest.newBuilder(server.at("/stats")).build());
    }

    private JsonNode json(HttpRequest request) throws IOException, InterruptedException {
        return JsonCodec.MAPPER.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }
}
