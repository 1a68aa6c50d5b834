package dev.sluice;

import dev.sluice.config.SluiceConfig;
import java.nio.file.Path;
import java.time.InstantSource;

/**
 * How a gateway is started.
 *
 * @param dev whether the tools that only serve demonstration and testing are there
 * @param plugins folder with jars of tool providers; need not exist
 * @param version what the gateway calls itself
 */
record GatewayOptions(SluiceConfig config, boolean dev, Path plugins, String version, InstantSource clock) {}
