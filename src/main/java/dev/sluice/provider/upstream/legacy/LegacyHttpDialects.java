package dev.sluice.provider.upstream.legacy;

import dev.sluice.config.ServiceConfig;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.outbound.OutboundClient;
import dev.sluice.provider.outbound.OutboundClients;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.wire.HttpPeer;
import dev.sluice.provider.upstream.wire.SessionMeters;
import dev.sluice.provider.upstream.wire.SseWire;
import dev.sluice.provider.upstream.wire.StreamableWire;
import dev.sluice.provider.upstream.wire.Wire;
import dev.sluice.provider.upstream.wire.WireFactory;
import io.vertx.core.Future;

/**
 * Begins to speak a legacy revision to a remote upstream. Called on the home loop.
 *
 * @param sse whether over HTTP+SSE of 2024-11-05; otherwise over Streamable HTTP
 */
public record LegacyHttpDialects(boolean sse) implements DialectFactory {
    @Override
    public Future<Dialect> open(Upstream upstream, Dialect.Events events) {
        if (!(upstream.config().target() instanceof UpstreamConfig.Remote remote)) {
            return Future.failedFuture(new UnspokenException("The server is not at an address."));
        }
        OutboundClient client = OutboundClients.of(
                upstream.host().vertx(),
                remote.url(),
                roomy(upstream.config()),
                upstream.host().config().federation().allowed(),
                upstream.host().clock());
        return LegacyDialect.open(upstream, new Wires(upstream, remote, client, sse), events);
    }

    /** Streams of sessions and of parked calls hold connections, which calls that run must not lack. */
    private static ServiceConfig roomy(UpstreamConfig config) {
        ServiceConfig service = config.service();
        return new ServiceConfig(
                service.prefix(),
                service.roles(),
                service.include(),
                service.exclude(),
                service.pins(),
                service.headers(),
                service.oauth(),
                service.timeout(),
                service.connectTimeout(),
                service.maxConnections() + config.maxSessions() + config.maxParked());
    }

    private record Wires(Upstream upstream, UpstreamConfig.Remote remote, OutboundClient client, boolean sse)
            implements WireFactory {
        @Override
        public Wire create(boolean listens, SessionMeters meters) {
            HttpPeer peer = new HttpPeer(upstream.host().vertx(), client, remote.url(), upstream.maxMessage(), meters);
            long patience = upstream.patience().toMillis();
            return sse ? new SseWire(peer, patience) : new StreamableWire(peer, listens, patience);
        }

        @Override
        public String transport() {
            return sse ? "sse" : "http";
        }

        @Override
        public Future<Void> close() {
            return client.close();
        }
    }
}
