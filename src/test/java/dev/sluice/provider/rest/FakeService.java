package dev.sluice.provider.rest;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A real HTTP service that keeps what it was asked and answers what a test wants. */
final class FakeService implements AutoCloseable {
    /** A request that came in. */
    record Asked(String method, String uri, Map<String, String> headers, String body) {
        String line() {
            return method + ' ' + uri;
        }
    }

    final List<Asked> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger closed = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final int port;
    private final boolean tls;
    private volatile Consumer<HttpServerRequest> answer;

    FakeService() {
        this(new HttpServerOptions());
    }

    FakeService(HttpServerOptions options) {
        this.answer = request -> request.response().end();
        this.tls = options.isSsl();
        this.port = await(vertx.createHttpServer(options)
                        .requestHandler(this::handle)
                        .listen(0, "127.0.0.1"))
                .actualPort();
    }

    String url() {
        return (tls ? "https" : "http") + "://localhost:" + port;
    }

    void answers(Consumer<HttpServerRequest> what) {
        answer = what;
    }

    void answers(int status, String type, String body) {
        answers(status, type, Buffer.buffer(body));
    }

    void answers(int status, String type, Buffer body) {
        answer = request -> {
            HttpServerResponse response = request.response().setStatusCode(status);
            if (!type.isEmpty()) {
                response.putHeader("Content-Type", type);
            }
            response.end(body);
        };
    }

    Asked last() {
        return asked.getLast();
    }

    private void handle(HttpServerRequest request) {
        request.response().closeHandler(gone -> closed.incrementAndGet());
        request.response().exceptionHandler(gone -> {});
        request.exceptionHandler(gone -> {});
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        request.headers().forEach(header -> headers.merge(header.getKey(), header.getValue(), (a, b) -> a + '|' + b));
        request.body().onSuccess(body -> {
            asked.add(new Asked(request.method().name(), request.uri(), headers, body.toString()));
            answer.accept(request);
        });
    }

    private static <T> T await(Future<T> future) {
        return future.timeout(30, TimeUnit.SECONDS).await();
    }

    @Override
    public void close() {
        await(vertx.close());
    }
}
