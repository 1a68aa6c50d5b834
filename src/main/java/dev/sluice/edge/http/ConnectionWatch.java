package dev.sluice.edge.http;

import dev.sluice.config.ServerConfig;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one shard. Refuses those above the node's bound and cuts those that idle or trickle: the first
 * request head must be there within the time for a whole request, the next within the idle time, bytes or no bytes,
 * and each body within the time for a whole request. A connection with a call that runs is never idle, which is why
 * Netty's own idle timeout is not used. One timer for all, none per request. Confined to the event loop of the shard.
 */
public final class ConnectionWatch {
    private final Connections node;
    private final TrustedProxies proxies;
    private final long requestNanos;
    private final long idleNanos;
    private final long periodMillis;
    private final IdentityHashMap<HttpConnection, Client> clients = new IdentityHashMap<>();
    private final LinkedHashMap<Object, Pending> bodies = new LinkedHashMap<>();
    private long timer = -1;

    private record Pending(long since, Runnable cut) {}

    /** @param node counts the connections of all shards */
    public ConnectionWatch(Connections node, ServerConfig config) {
        this.node = node;
        this.proxies = new TrustedProxies(config.trustedProxies());
        this.requestNanos = config.bodyTimeout().toNanos();
        this.idleNanos = config.idleTimeout().toNanos();
        this.periodMillis = Math.clamp(Math.min(requestNanos, idleNanos) / 4_000_000, 20, 1_000);
    }

    /** Starts looking after the connections. */
    public void start(Vertx vertx) {
        timer = vertx.setPeriodic(periodMillis, ignored -> sweep(System.nanoTime()));
    }

    /** Stops looking after the connections; they stay as they are. */
    public void stop(Vertx vertx) {
        vertx.cancelTimer(timer);
    }

    /** A connection is there; it is closed at once when there are too many. */
    public void opened(HttpConnection connection) {
        if (!node.enter()) {
            connection.close();
            return;
        }
        String address = connection.remoteAddress().hostAddress();
        String known = address == null ? "unknown" : address;
        clients.put(connection, new Client(connection, known, proxies.trusts(known), System.nanoTime()));
        connection.closeHandler(ignored -> {
            if (clients.remove(connection) != null) {
                node.leave();
            }
        });
    }

    /** The client at the other end, null when the connection was refused or is closed. */
    public @Nullable Client client(HttpConnection connection) {
        return clients.get(connection);
    }

    /** The address of whoever sends a request over this connection, given what a proxy says of it. */
    public String addressOf(Client client, @Nullable String forwardedFor) {
        return client.isProxy() && forwardedFor != null
                ? proxies.clientOf(client.address(), forwardedFor)
                : client.address();
    }

    /** A body is waited for; {@code cut} runs when it does not come in time. */
    void await(Object key, long since, Runnable cut) {
        bodies.put(key, new Pending(since, cut));
    }

    /** A body is no longer waited for. */
    void done(Object key) {
        bodies.remove(key);
    }

    private void sweep(long now) {
        List<Runnable> late = new ArrayList<>();
        Iterator<Pending> pending = bodies.values().iterator();
        while (pending.hasNext()) {
            Pending next = pending.next();
            if (now - next.since() > requestNanos) {
                pending.remove();
                late.add(next.cut());
            }
        }
        for (Client client : clients.values()) {
            if (client.isStale(now, requestNanos, idleNanos)) {
                late.add(() -> client.close(now));
            }
        }
        late.forEach(Runnable::run);
    }
}
