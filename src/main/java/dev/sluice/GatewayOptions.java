package dev.sluice;

import dev.sluice.config.SluiceConfig;
import dev.sluice.edge.LocalClient;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How a gateway is started.
 *
 * @param dev whether the tools that only serve demonstration and testing are there
 * @param plugins folder with jars of tool providers; need not exist
 * @param version what the gateway calls itself
 * @param local the one client to serve, over standard input and output; empty to open a port
 */
record GatewayOptions(
        SluiceConfig config,
        boolean dev,
        Path plugins,
        String version,
        InstantSource clock,
        Optional<LocalClient> local) {
    GatewayOptions(SluiceConfig config, boolean dev, Path plugins, String version, InstantSource clock) {
        this(config, dev, plugins, version, clock, Optional.empty());
    }
}
