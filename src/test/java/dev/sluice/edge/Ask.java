package dev.sluice.edge;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/** One request of a test, put together step by step. */
final class Ask {
    private final EdgeHarness gateway;
    private HttpClient client;
    private final MultiMap headers = MultiMap.caseInsensitiveMultiMap();
    private String path = "/mcp";

    Ask(EdgeHarness gateway, HttpClient client) {
        this.gateway = gateway;
        this.client = client;
        headers.set("Content-Type", "application/json");
    }

    Ask overHttp2() {
        client = gateway.http2;
        return this;
    }

    Ask as(String token) {
        return header("Authorization", "Bearer " + token);
    }

    Ask header(String name, String value) {
        headers.set(name, value);
        return this;
    }

    Ask without(String name) {
        headers.remove(name);
        return this;
    }

    Ask headers(Map<String, String> more) {
        headers.addAll(more);
        return this;
    }

    Ask path(String other) {
        path = other;
        return this;
    }

    Reply post(String body) {
        return await(send(HttpMethod.POST, Buffer.buffer(body)));
    }

    Reply post(byte[] body) {
        return await(send(HttpMethod.POST, Buffer.buffer(body)));
    }

    Reply method(String method) {
        return await(send(HttpMethod.valueOf(method), Buffer.buffer()));
    }

    /** A modern request with its headers; {@code params} are members, such as {@code "name":"echo"}. */
    Reply modern(String method, String params) {
        headers(EdgeHarness.modernHeaders(method));
        return post(modernBody(method, params));
    }

    /** A modern call with its headers. */
    Reply call(String tool, String arguments) {
        return header("Mcp-Name", tool)
                .modern("tools/call", "\"name\":\"" + tool + "\",\"arguments\":" + arguments + ',');
    }

    /** A legacy request. */
    Reply legacy(String method, String params) {
        return post(legacyBody(method, params));
    }

    static String modernBody(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + EdgeHarness.meta()
                + "}}";
    }

    static String legacyBody(String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":{" + params + "}}";
    }

    /** Sends a request and reads its answer as it comes. */
    EventReader open(String method, String body) {
        try {
            return opening(method, body).await(30, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }

    /** Sends a request whose answer is read as it comes, once it comes. */
    Future<EventReader> opening(String method, String body) {
        return request(HttpMethod.valueOf(method)).compose(request -> {
            // Asked for before it can come: nothing of it may pass unseen.
            Future<EventReader> reader = request.response().map(EventReader::new);
            return (body.isEmpty() ? request.end() : request.end(Buffer.buffer(body))).compose(ignored -> reader);
        });
    }

    private Future<HttpClientRequest> request(HttpMethod method) {
        RequestOptions options = new RequestOptions().setMethod(method).setURI(path);
        headers.forEach(options::addHeader);
        return client.request(options);
    }

    Future<Reply> send(HttpMethod method, Buffer body) {
        RequestOptions options = new RequestOptions().setMethod(method).setURI(path);
        headers.forEach((name, value) -> {
            if (!name.equalsIgnoreCase("Host")) {
                options.addHeader(name, value);
            }
        });
        return client.request(options).compose(request -> {
            if (headers.contains("Host")) {
                request.putHeader("Host", headers.get("Host"));
            }
            return (body.length() == 0 ? request.send() : request.send(body))
                    .compose(response -> response.body()
                            .map(content -> new Reply(
                                    response.statusCode(),
                                    response.headers(),
                                    content.toString(),
                                    response.version())));
        });
    }

    private static Reply await(Future<Reply> reply) {
        try {
            return reply.await(30, SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
