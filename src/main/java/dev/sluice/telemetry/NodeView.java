package dev.sluice.telemetry;

import dev.sluice.bus.HealthSource;
import dev.sluice.bus.Serving;
import dev.sluice.bus.Vitals;
import dev.sluice.config.MetricsConfig;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * What the health and metrics pages look at.
 *
 * @param version the release that runs
 * @param vitals how loaded the node is
 * @param sources parts that can say how they are, as there are now; names are unique, and a part is the same object as long
 *     as it is there
 * @param serving where the node is in its life
 * @param access who may see more than the public
 * @param clock the time
 */
public record NodeView(
        String version,
        Vitals vitals,
        Supplier<List<HealthSource>> sources,
        Supplier<Serving> serving,
        MetricsConfig access,
        InstantSource clock,
        Vertx vertx) {}
