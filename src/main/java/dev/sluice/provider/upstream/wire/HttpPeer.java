package dev.sluice.provider.upstream.wire;

import dev.sluice.provider.outbound.OutboundClient;
import io.vertx.core.Vertx;
import java.net.URI;

/**
 * The server that sessions over HTTP are with.
 *
 * @param url of its endpoint
 * @param maxMessage bytes of one message, or event, at most
 */
public record HttpPeer(Vertx vertx, OutboundClient client, URI url, int maxMessage, SessionMeters meters) {
    /** Path and query of the endpoint. */
    String target() {
        return targetOf(url);
    }

    static String targetOf(URI url) {
        String path = url.getRawPath();
        String query = url.getRawQuery();
        return (path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : '?' + query);
    }
}
