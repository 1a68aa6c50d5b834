package dev.sluice.state;

import dev.sluice.config.RedisConfig;
import dev.sluice.config.Secret;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisClientType;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.RedisRole;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One long-lived connection to Redis over which all commands are pipelined (in a cluster: one to each node). It is not
 * mended: when it fails, it is dropped and a new one is opened by whoever owns the link. Any thread.
 */
final class RedisLink {
    /** Commands that may be under way at one time; more fail at once. */
    static final int MAX_UNDER_WAY = 4096;

    private static final long LEAST_PATIENCE_MILLIS = 2_000;

    private final Vertx vertx;
    private final RedisConfig config;
    private final AtomicReference<@Nullable Open> current = new AtomicReference<>();

    private record Open(Redis client, RedisConnection connection) {}

    RedisLink(Vertx vertx, RedisConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /**
     * Connects anew.
     *
     * @param onLost called when this connection is lost later on
     * @return completes when Redis has answered a PING, fails when it has not within a few times the timeout
     */
    Future<Void> open(Runnable onLost) {
        drop();
        Redis client;
        try {
            client = Redis.createClient(vertx, options());
        } catch (RuntimeException wrongOptions) {
            return Future.failedFuture(wrongOptions);
        }
        // Sentinels, clusters and TLS need several round trips before the first command; no request waits for them.
        long patience = Math.max(LEAST_PATIENCE_MILLIS, 4 * config.timeout().toMillis());
        return client.connect()
                .compose(connection ->
                        connection.send(Request.cmd(Command.PING)).map(pong -> new Open(client, connection)))
                .timeout(patience, TimeUnit.MILLISECONDS)
                .onFailure(cause -> client.close())
                .map(opened -> {
                    take(opened, onLost);
                    return null;
                });
    }

    /**
     * Sends one command.
     *
     * @return completes on the caller's context; fails with what Redis or the connection says
     */
    Future<Response> send(Request request) {
        Open open = current.get();
        return open == null ? Future.failedFuture("not connected") : open.connection.send(request);
    }

    /** Closes the connection; everything under way on it fails. */
    void drop() {
        close(current.getAndSet(null));
    }

    private void take(Open opened, Runnable onLost) {
        opened.connection.exceptionHandler(cause -> lost(opened, onLost));
        opened.connection.endHandler(ended -> lost(opened, onLost));
        close(current.getAndSet(opened));
    }

    private void lost(Open opened, Runnable onLost) {
        if (current.compareAndSet(opened, null)) {
            close(opened);
            onLost.run();
        }
    }

    private static void close(@Nullable Open open) {
        if (open != null) {
            open.client.close();
        }
    }

    private RedisOptions options() {
        NetClientOptions net = new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(config.timeout().toMillis()))
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true);
        if (config.urls().stream().anyMatch(url -> url.startsWith("rediss:"))) {
            net.setHostnameVerificationAlgorithm("HTTPS");
        }
        RedisOptions options = new RedisOptions()
                .setNetClientOptions(net)
                .setMaxWaitingHandlers(MAX_UNDER_WAY)
                .setPoolCleanerInterval(-1);
        config.urls().forEach(options::addConnectionString);
        config.password().map(Secret::reveal).ifPresent(options::setPassword);
        switch (config.mode()) {
            case SINGLE -> options.setType(RedisClientType.STANDALONE);
            case CLUSTER -> options.setType(RedisClientType.CLUSTER);
            case SENTINEL -> {
                options.setType(RedisClientType.SENTINEL).setRole(RedisRole.MASTER);
                config.masterName().ifPresent(options::setMasterName);
            }
        }
        return options;
    }
}
