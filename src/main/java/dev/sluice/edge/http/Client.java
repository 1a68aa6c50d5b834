package dev.sluice.edge.http;

import io.vertx.core.http.HttpConnection;

/** One connection and what its shard has to know about it. Confined to the event loop of the shard. */
public final class Client {
    private final HttpConnection connection;
    private final String address;
    private final boolean proxy;
    private int open;
    private boolean served;
    private long quietSince;
    private boolean closing;

    Client(HttpConnection connection, String address, boolean proxy, long now) {
        this.connection = connection;
        this.address = address;
        this.proxy = proxy;
        this.quietSince = now;
    }

    /** The address of the peer. */
    String address() {
        return address;
    }

    /** Whether the peer is a trusted proxy that tells the address of the client behind it. */
    public boolean isProxy() {
        return proxy;
    }

    /** A request has begun. */
    public void begin() {
        open++;
        served = true;
    }

    /**
     * A request is over.
     *
     * @param now by {@link System#nanoTime}
     */
    public void end(long now) {
        open--;
        quietSince = now;
    }

    /** Whether nothing runs and no complete request head has come for longer than is good. */
    boolean isStale(long now, long firstNanos, long nextNanos) {
        return open == 0 && now - quietSince > (served ? nextNanos : firstNanos);
    }

    /**
     * Lets what has been written arrive, or, when it has not arrived the next time, closes at once.
     *
     * @param now by {@link System#nanoTime}
     */
    void close(long now) {
        if (closing) {
            Hangup.on(connection);
        } else {
            closing = true;
            quietSince = now;
            connection.close();
        }
    }
}
