package dev.sluice.provider.outbound;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Posts over {@link KeptConnections}; what is known of address and credentials costs no waiting. */
final class KeptClient implements PostClient {
    private final ContextInternal loop;
    private final AddressGuard guard;
    private final Credentials credentials;
    private final KeptConnections connections;
    private final HeadTemplate template;
    private final boolean sound;

    KeptClient(
            Vertx vertx,
            PooledClient.Settings settings,
            Map<String, String> headers,
            AddressGuard guard,
            Credentials credentials,
            ConnectionTally tally) {
        this(vertx, settings, headers, guard, credentials, tally, PooledClient.KEPT_IDLE);
    }

    /**
     * @param tally closed with the client
     * @param idle how long a connection may lie idle
     */
    KeptClient(
            Vertx vertx,
            PooledClient.Settings settings,
            Map<String, String> headers,
            AddressGuard guard,
            Credentials credentials,
            ConnectionTally tally,
            Duration idle) {
        // Not that of one caller, whose connections these are not.
        this.loop = ((VertxInternal) vertx).getOrCreateContext().unwrap();
        this.guard = guard;
        this.credentials = credentials;
        String target = target(settings.base());
        this.sound = PooledClient.isTarget(target);
        KeptDialer dialer = new KeptDialer(vertx, loop, settings);
        this.template = new HeadTemplate(sound ? target : "/", dialer.authority(), headers, settings.headers());
        this.connections = new KeptConnections(
                vertx,
                dialer,
                guard,
                new KeptConnections.Bounds(
                        settings.maxConnections(),
                        settings.maxConnections() * PooledClient.WAITING_PER_CONNECTION,
                        settings.connectTimeout().multipliedBy(2),
                        idle),
                tally);
    }

    private static String target(URI url) {
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + '?' + url.getRawQuery();
    }

    @Override
    public Exchange post(Consumer<PostHead> headers, Buffer body, Reception reception) {
        PostHead head = new PostHead();
        PostExchange exchange = new PostExchange(loop, template, head, body, reception);
        try {
            headers.accept(head);
        } catch (RuntimeException unfit) {
            exchange.unsent(unfit);
            return exchange;
        }
        if (!sound) {
            exchange.unsent(new IllegalArgumentException("The request target is not a path."));
        } else if (loop.inThread()) {
            prepare(exchange);
        } else {
            loop.runOnContext(ignored -> prepare(exchange));
        }
        return exchange;
    }

    private void prepare(PostExchange exchange) {
        Future<InetAddress> address = guard.address();
        // As nearly always, what has been found out before needs no handler.
        if (address.succeeded()) {
            authorize(exchange, address.result());
        } else {
            address.onComplete(judged -> authorize(exchange, judged), exchange::unsent);
        }
    }

    private void authorize(PostExchange exchange, InetAddress address) {
        if (exchange.isOver()) {
            return;
        }
        Future<Optional<String>> authorization = credentials.authorization();
        if (authorization.succeeded()) {
            serve(exchange, address, authorization.result());
        } else {
            authorization.onComplete(known -> serve(exchange, address, known), exchange::unsent);
        }
    }

    private void serve(PostExchange exchange, InetAddress address, Optional<String> authorization) {
        if (!exchange.isOver()) {
            exchange.prepared(address, authorization);
            connections.serve(exchange);
        }
    }

    @Override
    public boolean renew() {
        return credentials.renew();
    }

    @Override
    public Future<Void> close() {
        Promise<Void> done = Promise.promise();
        if (loop.inThread()) {
            ended().onComplete(done);
        } else {
            loop.runOnContext(ignored -> ended().onComplete(done));
        }
        return done.future();
    }

    private Future<Void> ended() {
        return Future.join(connections.close(), credentials.close()).mapEmpty();
    }
}
