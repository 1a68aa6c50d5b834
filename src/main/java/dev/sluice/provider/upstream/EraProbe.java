package dev.sluice.provider.upstream;

import dev.sluice.config.UpstreamConfig.EraChoice;
import dev.sluice.config.UpstreamConfig.Remote;
import dev.sluice.config.UpstreamConfig.Transport;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.dialect.Upstream;
import io.vertx.core.Future;
import java.util.function.Supplier;

/**
 * Finds out how a remote upstream speaks: {@code server/discover} first; when that is not understood a handshake over
 * Streamable HTTP; when there is none either HTTP+SSE (2026-07-28, basic/versioning). Never goes by one error code alone.
 *
 * @param modern asks {@code server/discover}
 * @param streamable shakes hands over Streamable HTTP
 * @param sse shakes hands over HTTP+SSE of 2024-11-05
 */
record EraProbe(DialectFactory modern, DialectFactory streamable, DialectFactory sse) implements DialectFactory {
    @Override
    public Future<Dialect> open(Upstream upstream, Dialect.Events events) {
        EraChoice era = upstream.config().era();
        if (era == EraChoice.MODERN) {
            return modern.open(upstream, events);
        }
        if (era == EraChoice.LEGACY || transport(upstream) == Transport.SSE) {
            return legacy(upstream, events);
        }
        return orElse(modern.open(upstream, events), () -> legacy(upstream, events));
    }

    private Future<Dialect> legacy(Upstream upstream, Dialect.Events events) {
        return switch (transport(upstream)) {
            case SSE -> sse.open(upstream, events);
            case HTTP -> streamable.open(upstream, events);
            case AUTO -> orElse(streamable.open(upstream, events), () -> sse.open(upstream, events));
        };
    }

    private static Future<Dialect> orElse(Future<Dialect> first, Supplier<Future<Dialect>> second) {
        return first.recover(cause -> cause instanceof UnspokenException ? second.get() : Future.failedFuture(cause));
    }

    private static Transport transport(Upstream upstream) {
        return upstream.config().target() instanceof Remote remote ? remote.transport() : Transport.AUTO;
    }
}
