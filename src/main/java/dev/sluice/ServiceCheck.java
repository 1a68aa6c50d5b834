package dev.sluice;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Offer;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.UpstreamConfig.Remote;
import dev.sluice.provider.GatewayFacts;
import dev.sluice.provider.HostResources;
import dev.sluice.provider.Providers;
import dev.sluice.telemetry.BuildInfo;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The services of a configuration as a gateway would have them, beside the built-in tools and without plugins: started and
 * looked at. Connections and processes end with the Vert.x that they are started with, and nothing is written. Blocking, for
 * the command line only.
 */
final class ServiceCheck {
    /** How long all services together may take to answer. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Duration LOOK = Duration.ofMillis(20);

    private final Vertx vertx;
    private final SluiceConfig config;
    private final Providers providers;
    private final Map<String, Offer> offers = Collections.synchronizedMap(new LinkedHashMap<>());
    private final Map<String, Future<?>> doors = new HashMap<>();

    private ServiceCheck(Vertx vertx, SluiceConfig config, Providers providers) {
        this.vertx = vertx;
        this.config = config;
        this.providers = providers;
    }

    /**
     * Starts them and waits until each has answered or failed, or the time is over.
     *
     * @param dev whether the tools of {@code dev} are there
     * @throws RuntimeException with a sentence, when a service could not even be started
     */
    static ServiceCheck start(Vertx vertx, SluiceConfig config, boolean dev) throws TimeoutException {
        long end = System.nanoTime() + LIMIT.toNanos();
        LocalCodec.register(vertx.eventBus());
        Catalogs catalogs = Catalogs.of(config.federation().servers().keySet());
        Providers providers = Providers.start(
                        vertx, config, resources(config, dev), Backends.of(config.federation(), catalogs))
                .await(2 * LIMIT.toSeconds(), TimeUnit.SECONDS);
        ServiceCheck check = new ServiceCheck(vertx, config, providers);
        check.collect();
        while (!check.isSettled() && System.nanoTime() < end) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        check.knock();
        return check;
    }

    private static HostResources resources(SluiceConfig config, boolean dev) {
        String version = BuildInfo.current().version();
        return new HostResources(
                nowhere(),
                new SimpleMeterRegistry(),
                InstantSource.system(),
                dev,
                // Plugins are somebody's code, which does what it likes when it is started: none is looked for.
                config.dataDir().resolve("no-plugins"),
                () -> new GatewayFacts("sluice", version, "http", true, 0, 0));
    }

    /** A database that is gone with its connection. */
    private static DataSource nowhere() {
        JdbcDataSource database = new JdbcDataSource();
        database.setURL("jdbc:h2:mem:");
        return database;
    }

    /** Takes what is offered, as a catalogue does. */
    private void collect() {
        vertx.eventBus().<Object>localConsumer(Addresses.CATALOG, message -> {
            if (message.body() instanceof Offer offer) {
                offers.put(offer.provider(), offer);
            }
            message.reply(null);
        });
        providers.offers().forEach(offer -> offers.put(offer.provider(), offer));
        providers.connect();
    }

    private boolean isSettled() {
        Map<String, Map<String, Object>> now = providers.statuses();
        return config.federation().upstreams().keySet().stream()
                .map(name -> now.getOrDefault(name, Map.of()))
                .allMatch(status -> Boolean.TRUE.equals(status.get("reachable")) || status.containsKey("lastFailure"));
    }

    /** Connects to what does not say by itself whether, or why not, it can be reached. Sends nothing. */
    private void knock() {
        config.federation()
                .rest()
                .forEach((name, rest) ->
                        doors.put(name, Reachability.connect(vertx, rest.url(), rest.service(), config)));
        config.federation().upstreams().forEach((name, upstream) -> {
            if (!isUp(name) && upstream.target() instanceof Remote remote) {
                doors.put(name, Reachability.connect(vertx, remote.url(), upstream.service(), config));
            }
        });
        try {
            Future.join(new ArrayList<>(doors.values())).otherwiseEmpty().await(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            // Those that are not through yet are said to be so.
        }
    }

    boolean isUp(String service) {
        return Boolean.TRUE.equals(status(service).get("reachable"));
    }

    /** What a service says of itself. */
    Map<String, Object> status(String service) {
        return providers.statuses().getOrDefault(service, Map.of());
    }

    /** Why there is no connection to a service, empty when there is one or none was tried. */
    String closedDoor(String service) {
        Future<?> door = doors.get(service);
        if (door == null || door.succeeded()) {
            return "";
        }
        return door.failed() ? Reachability.reason(door.cause()) : "no connection within " + LIMIT.toSeconds() + " s";
    }

    /** Everything that is offered. */
    List<Offer> offers() {
        synchronized (offers) {
            return List.copyOf(offers.values());
        }
    }
}
