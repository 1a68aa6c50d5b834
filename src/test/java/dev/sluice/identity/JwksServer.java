package dev.sluice.identity;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A real HTTP server that publishes a key set, and can be made to misbehave. */
final class JwksServer implements AutoCloseable {
    final AtomicInteger requests = new AtomicInteger();
    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private volatile Consumer<HttpServerRequest> behaviour;

    JwksServer(String set) {
        behaviour = request -> request.response().end(set);
        server = Node.await(vertx.createHttpServer()
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    behaviour.accept(request);
                })
                .listen(0, "127.0.0.1"));
    }

    String uri() {
        return "http://127.0.0.1:" + server.actualPort() + "/jwks";
    }

    void publish(String set) {
        answer(request -> request.response().end(set));
    }

    void answer(Consumer<HttpServerRequest> next) {
        behaviour = next;
    }

    @Override
    public void close() {
        Node.await(vertx.close());
    }
}
