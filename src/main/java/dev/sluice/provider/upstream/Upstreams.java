package dev.sluice.provider.upstream;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.config.UpstreamConfig.Command;
import dev.sluice.config.UpstreamConfig.Remote;
import dev.sluice.provider.Backend;
import dev.sluice.provider.upstream.legacy.LegacyHttpDialects;
import dev.sluice.provider.upstream.modern.ModernHttpFactory;
import dev.sluice.provider.upstream.wire.PipeTimes;

/** Makes what stands for the MCP servers behind the gateway. */
public final class Upstreams {
    private Upstreams() {}

    /** The backend of one upstream, not started. */
    public static Backend backend(String name, UpstreamConfig config) {
        return new UpstreamBackend(
                name,
                config,
                switch (config.target()) {
                    case Remote ignored ->
                        new EraProbe(
                                new ModernHttpFactory(), new LegacyHttpDialects(false), new LegacyHttpDialects(true));
                    case Command ignored -> new PipeDialects(PipeTimes.DEFAULT);
                });
    }
}
