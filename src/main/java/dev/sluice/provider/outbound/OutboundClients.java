package dev.sluice.provider.outbound;

import dev.sluice.config.ServiceConfig;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;

/** Makes clients of services. */
public final class OutboundClients {
    private OutboundClients() {}

    /**
     * A client for one service, on the event loop that this is called on.
     *
     * @param base scheme, host and port of the service; its path does not count
     * @param allowed {@link dev.sluice.config.FederationConfig#allowed}
     */
    public static OutboundClient of(
            Vertx vertx, URI base, ServiceConfig service, List<String> allowed, InstantSource clock) {
        return new PooledClient(vertx, base, service);
    }
}
