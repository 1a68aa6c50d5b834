package dev.sluice.provider.upstream.modern;

import dev.sluice.mcp.Revision;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.dialect.Upstream;
import io.vertx.core.Future;

/** Begins to speak to remote upstreams in the modern era. Holds nothing. */
public final class ModernHttpFactory implements DialectFactory {
    @Override
    public Future<Dialect> open(Upstream upstream, Dialect.Events events) {
        return open(upstream, events, Revision.LATEST.wire())
                .recover(cause -> cause instanceof OtherRevisionException other
                        ? open(upstream, events, other.revision()).recover(ModernHttpFactory::unspoken)
                        : Future.failedFuture(cause));
    }

    /** Who refuses the revision as well that it has named itself does not speak so. */
    private static Future<Dialect> unspoken(Throwable cause) {
        return Future.failedFuture(
                cause instanceof OtherRevisionException
                        ? new UnspokenException("The upstream refuses the version that it says it speaks.")
                        : cause);
    }

    private static Future<Dialect> open(Upstream upstream, Dialect.Events events, String revision) {
        ModernHttpDialect dialect = new ModernHttpDialect(upstream, events, revision);
        return dialect.discover()
                .<Dialect>map(ignored -> dialect)
                .recover(cause -> dialect.close().transform(ignored -> Future.failedFuture(cause)));
    }
}
