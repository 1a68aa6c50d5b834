package dev.sluice.edge;

import dev.sluice.bus.PostedMessage;
import dev.sluice.edge.http.Listener;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.http.HttpServer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTPS door of one shard. All shards of a node listen on the same port and get connections in turn.
 *
 * <p>{@code start()} completes when it listens, and fails with a {@link Listener.ListenException} that says in one
 * sentence what is wrong. {@code stop()} takes no new connection and completes when the requests it has are answered,
 * or after {@code server.shutdownTimeout}.
 */
public final class EdgeVerticle extends VerticleBase {
    private static final Logger LOGGER = LoggerFactory.getLogger(EdgeVerticle.class);

    private final int shard;
    private final EdgeContext edge;
    private @Nullable EdgeAssembly assembly;
    private @Nullable MessageConsumer<String> cancellations;
    private @Nullable MessageConsumer<PostedMessage> posts;
    private @Nullable HttpServer server;

    /**
     * @param shard from 0; the shard 0 publishes the port
     * @param edge what all shards share
     */
    public EdgeVerticle(int shard, EdgeContext edge) {
        this.shard = shard;
        this.edge = edge;
    }

    @Override
    public Future<?> start() {
        EdgeAssembly parts = new EdgeAssembly(vertx, shard, edge);
        assembly = parts;
        cancellations = parts.listenForCancellations();
        parts.watch().start(vertx);
        parts.room().start();
        posts = parts.sse() == null ? null : parts.sse().listen();
        Listener listener = new Listener(vertx, edge.config().server());
        return listener.create().compose(created -> {
            server = created;
            created.connectionHandler(parts.watch()::opened)
                    .requestHandler(parts.door())
                    .invalidRequestHandler(parts.door()::handleInvalid)
                    .exceptionHandler(cause ->
                            LOGGER.atDebug().setCause(cause).log("A connection failed before its first request"));
            return listener.bind(created).onSuccess(this::bound);
        });
    }

    @Override
    public Future<?> stop() {
        if (assembly != null) {
            // An open stream would keep the server from going down until the time limit.
            assembly.room().end();
            if (assembly.sse() != null) {
                assembly.sse().end();
            }
        }
        Future<Void> drained = server == null
                ? Future.succeededFuture()
                : server.shutdown(edge.config().server().shutdownTimeout().toMillis(), TimeUnit.MILLISECONDS);
        return drained.eventually(this::release);
    }

    private void bound(int port) {
        if (shard == 0) {
            edge.port().publish(port);
            LOGGER.atInfo()
                    .addKeyValue("host", edge.config().server().host())
                    .addKeyValue("port", port)
                    .addKeyValue("tls", edge.config().server().tls().enabled())
                    .log("Listening");
            if (edge.config().streams().httpSse()) {
                LOGGER.atWarn()
                        .addKeyValue("paths", List.of(SseEndpoint.STREAM, SseEndpoint.MESSAGES))
                        .log("HTTP+SSE of 2024-11-05 is served; it is deprecated, see streams.httpSse");
            }
        }
    }

    private Future<?> release() {
        if (assembly == null) {
            return Future.succeededFuture();
        }
        assembly.watch().stop(vertx);
        List<Future<?>> stopping = new ArrayList<>(List.of(assembly.room().stop()));
        if (cancellations != null) {
            stopping.add(cancellations.unregister());
        }
        if (posts != null) {
            stopping.add(posts.unregister());
        }
        return Future.join(stopping);
    }
}
