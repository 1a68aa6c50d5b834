package dev.sluice.provider.upstream;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.BackendHost;
import io.vertx.core.Vertx;
import java.time.InstantSource;

/**
 * What everything that speaks to one upstream of a legacy revision needs.
 *
 * @param name of the upstream
 * @param wires carry its sessions
 */
record LegacyContext(String name, UpstreamConfig config, BackendHost host, WireFactory wires, LegacyMeters meters) {
    Vertx vertx() {
        return host.vertx();
    }

    InstantSource clock() {
        return host.clock();
    }

    /** How long the upstream may take for what is asked on the gateway's own behalf, in milliseconds. */
    long patienceMillis() {
        return config.service().timeout().toMillis();
    }
}
