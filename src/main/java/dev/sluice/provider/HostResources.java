package dev.sluice.provider;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;
import javax.sql.DataSource;

/**
 * What the providers of a node are given to work with.
 *
 * @param database the gateway's database
 * @param meters where meters are registered
 * @param clock what deadlines are compared with
 * @param dev whether this is {@code ./sluice dev}
 * @param plugins directory with jars of further providers; need not exist
 * @param facts what the gateway says of itself, asked anew for each use, from any thread
 */
public record HostResources(
        DataSource database,
        MeterRegistry meters,
        InstantSource clock,
        boolean dev,
        Path plugins,
        Supplier<GatewayFacts> facts) {}
