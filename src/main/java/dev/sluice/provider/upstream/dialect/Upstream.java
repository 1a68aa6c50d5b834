package dev.sluice.provider.upstream.dialect;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.outbound.SecretMask;
import dev.sluice.provider.upstream.message.MessageMeta;
import java.time.Duration;
import java.util.List;

/**
 * What all that speak to one upstream know of it.
 *
 * @param name its name in the configuration
 */
public record Upstream(String name, UpstreamConfig config, BackendHost host) {
    private static final long LARGEST = 1L << 30;

    /** Bytes of one message from it at most. */
    public int maxMessage() {
        return (int) Math.min(LARGEST, maxResult() + MessageMeta.ENVELOPE);
    }

    /** Bytes of one result at most. */
    public long maxResult() {
        return host.config().calls().maxResultSize().count();
    }

    /** Hides the gateway's credentials for it in what it says of failures. */
    public SecretMask mask() {
        return switch (config.target()) {
            case UpstreamConfig.Remote remote -> SecretMask.of(config.service(), remote.url(), List.of());
            case UpstreamConfig.Command command ->
                SecretMask.of(config.service(), null, command.environment().values());
        };
    }

    /** How long it may take for what is asked on the gateway's own behalf. */
    public Duration patience() {
        return config.service().timeout();
    }
}
