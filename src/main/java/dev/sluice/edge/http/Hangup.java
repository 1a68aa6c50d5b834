package dev.sluice.edge.http;

import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;

/**
 * Closes a connection whose peer does not read. {@link HttpConnection#close} waits until everything has been written, and so
 * for ever where nothing is taken; there is no public way to close without waiting. Call it on the connection's event loop.
 */
public final class Hangup {
    private Hangup() {}

    /** Closes at once; what has not been written is lost. */
    public static void on(HttpConnection connection) {
        connection.close();
        if (connection instanceof ConnectionBase base) {
            var unused = base.channelHandlerContext().close();
        }
    }
}
