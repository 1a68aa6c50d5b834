package dev.sluice.provider.upstream;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.config.UpstreamConfig.Command;
import dev.sluice.config.UpstreamConfig.Remote;
import dev.sluice.provider.Backend;
import io.vertx.core.Future;

/** Makes what stands for the MCP servers behind the gateway. */
public final class Upstreams {
    private Upstreams() {}

    /** The backend of one upstream, not started. */
    public static Backend backend(String name, UpstreamConfig config) {
        return new UpstreamBackend(
                name,
                config,
                switch (config.target()) {
                    case Remote ignored -> new EraProbe(new ModernHttpFactory(), missing(), missing());
                    case Command ignored -> missing();
                });
    }

    /** Stands for a dialect that is not built in. */
    private static DialectFactory missing() {
        return (upstream, events) ->
                Future.failedFuture(new UnspokenException("The upstream does not speak in a way that is known here."));
    }
}
