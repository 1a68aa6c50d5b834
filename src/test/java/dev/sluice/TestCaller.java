package dev.sluice;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Speaks to a gateway as one caller, in the dialect that a test needs. */
public final class TestCaller {
    private final GatewayFixture gateway;
    private final Optional<String> token;
    private final String path;

    TestCaller(GatewayFixture gateway, Optional<String> token) {
        this(gateway, token, "/mcp");
    }

    private TestCaller(GatewayFixture gateway, Optional<String> token, String path) {
        this.gateway = gateway;
        this.token = token;
        this.path = path;
    }

    /** The same caller at another endpoint. */
    public TestCaller at(String server) {
        return new TestCaller(gateway, token, "/mcp/" + server);
    }

    /** A call in the envelope. */
    public Answer execute(String tool, String input) {
        return post(envelope(tool, input));
    }

    public CompletableFuture<Answer> executeLater(String tool, String input) {
        return postLater(envelope(tool, input), Map.of());
    }

    /** A call in the newest revision. */
    public Answer call(String tool, String arguments) {
        return modern("tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments, Map.of("Mcp-Name", tool));
    }

    public CompletableFuture<Answer> callLater(String tool, String arguments) {
        return postLater(
                modernBody("tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments),
                modernHeaders("tools/call", Map.of("Mcp-Name", tool)));
    }

    /** A request in the newest revision; {@code params} are members without braces. */
    public Answer modern(String method, String params, Map<String, String> headers) {
        return post(modernBody(method, params), modernHeaders(method, headers));
    }

    /** Any body, with the headers of a JSON request. */
    public Answer post(String body) {
        return post(body, Map.of());
    }

    public Answer post(String body, Map<String, String> headers) {
        return send(request(body, headers));
    }

    public CompletableFuture<Answer> postLater(String body, Map<String, String> headers) {
        return gateway.client()
                .sendAsync(request(body, headers), BodyHandlers.ofString())
                .thenApply(Answer::of);
    }

    public Answer get(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.url(path)).timeout(Duration.ofSeconds(30));
        token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    public Answer send(HttpRequest request) {
        try {
            return Answer.of(gateway.client().send(request, BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A POST to the endpoint with token and JSON headers, which the given ones replace. */
    public HttpRequest request(String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.url(path))
                .timeout(Duration.ofSeconds(90))
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(BodyPublishers.ofString(body));
        token.ifPresent(t -> request.header("Authorization", "Bearer " + t));
        headers.forEach(request::setHeader);
        return request.build();
    }

    static String envelope(String tool, String input) {
        return "{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/execute\",\"params\":{\"name\":\"" + tool
                + "\",\"input\":" + input + "}}";
    }

    static String modernBody(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params
                + (params.isEmpty() ? "" : ",")
                + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";
    }

    private static Map<String, String> modernHeaders(String method, Map<String, String> more) {
        Map<String, String> headers = new java.util.HashMap<>(more);
        headers.put("MCP-Protocol-Version", "2026-07-28");
        headers.put("Mcp-Method", method);
        return headers;
    }
}
