package dev.sluice;

import dev.sluice.admission.Admission;
import dev.sluice.admission.CallLimits;
import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.HealthSource;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Pages;
import dev.sluice.bus.Published;
import dev.sluice.bus.Serving;
import dev.sluice.bus.Vitals;
import dev.sluice.catalog.CatalogVerticle;
import dev.sluice.config.ConfigWatcher;
import dev.sluice.config.Secret;
import dev.sluice.config.SluiceConfig;
import dev.sluice.edge.EdgeContext;
import dev.sluice.edge.http.Connections;
import dev.sluice.edge.session.SessionSeal;
import dev.sluice.edge.session.Sessions;
import dev.sluice.identity.Identity;
import dev.sluice.ledger.Database;
import dev.sluice.ledger.Ledger;
import dev.sluice.ledger.SecurityLog;
import dev.sluice.provider.GatewayFacts;
import dev.sluice.provider.HostResources;
import dev.sluice.provider.Providers;
import dev.sluice.state.State;
import dev.sluice.task.TaskVerticle;
import dev.sluice.telemetry.HealthPages;
import dev.sluice.telemetry.MetricsPages;
import dev.sluice.telemetry.NodeView;
import dev.sluice.telemetry.Telemetry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway of one node: starts every part in order and stops them in reverse. What has been started when a later
 * part fails is stopped again.
 *
 * <pre>
 * telemetry → database → ledger → identity → state → limits → providers → catalogue → admission → tasks → shards → READY
 * </pre>
 *
 * Single use: started once, stopped once.
 */
final class Gateway {
    private static final Logger LOGGER = LoggerFactory.getLogger(Gateway.class);

    /** A part that is up, and how to take it down. */
    private record Step(String name, Supplier<Future<?>> stop) {}

    private final GatewayOptions options;
    private final SluiceConfig config;
    private final Telemetry telemetry;
    private final Vertx vertx;
    private final Deque<Step> running = new ArrayDeque<>();
    private final Published<Serving> serving = new Published<>(Serving.STARTING);
    private final Catalogs catalogs;
    private final Parts parts = new Parts();
    private final Connections connections;
    private final Vitals vitals;

    private Gateway(GatewayOptions options) {
        this.options = options;
        this.config = options.config().sealedWith(Secret.random());
        this.telemetry = Telemetry.create(options.version(), options.clock());
        this.vertx = VertxFactory.create(config, telemetry.vertxMetrics());
        this.connections = new Connections(config.server().maxConnections(), telemetry.registry());
        this.catalogs = Catalogs.of(config.federation().servers().keySet());
        this.vitals = new NodeVitals(parts, catalogs.at(Call.DEFAULT_SERVER), connections);
        LocalCodec.register(vertx.eventBus());
    }

    /**
     * Starts a gateway.
     *
     * @return completes when it takes calls; fails with the first part that did not start, after all others were
     *     stopped again
     */
    static Future<Gateway> start(GatewayOptions options) {
        Gateway gateway = new Gateway(options);
        // A promise of no context: after a failed start there is no event loop left that could complete it.
        Promise<Gateway> started = Promise.promise();
        gateway.startParts().onComplete(up -> {
            if (up.succeeded()) {
                started.complete(gateway);
            } else {
                gateway.stop(Duration.ZERO).onComplete(ignored -> started.fail(up.cause()));
            }
        });
        return started.future();
    }

    /** The port the door listens on. */
    int port() {
        return parts.doors().port();
    }

    Vertx vertx() {
        return vertx;
    }

    Vitals vitals() {
        return vitals;
    }

    /** What the default endpoint shows now. Any thread. */
    CatalogSnapshot catalog() {
        return catalogs.at(Call.DEFAULT_SERVER).get();
    }

    /** What there is to say of each service behind the gateway now, by its name. Any thread. */
    Map<String, Map<String, Object>> services() {
        return parts.providers().statuses();
    }

    /**
     * Puts what a watcher finds into force from now on, until the gateway stops. To be called once, when it has started.
     *
     * @param watcher not started; of the configuration that this gateway was started with, as its files give it
     */
    void follow(ConfigWatcher watcher) {
        Reloader reloader = new Reloader(
                vertx, parts, catalogs, config, new ReloadTrail(telemetry.registry(), parts.audit(), options.clock()));
        running.push(new Step("reloads", () -> {
            watcher.close();
            return reloader.close();
        }));
        // One look after the other: the next one comes when this one is in force.
        watcher.start(reload ->
                reloader.take(reload).toCompletionStage().toCompletableFuture().join());
    }

    /**
     * Takes nothing new, lets running and waiting calls finish within the limit, then stops every part.
     *
     * @return completes when everything is down, with the number of calls that were cut off; does not fail
     */
    Future<Integer> stop(Duration limit) {
        serving.publish(Serving.DRAINING);
        Promise<Integer> stopped = Promise.promise();
        drain(limit)
                .onComplete(left -> stopParts()
                        .onComplete(ignored -> vertx.close().onComplete(closed -> stopped.complete(left.result()))));
        return stopped.future();
    }

    private Future<Integer> drain(Duration limit) {
        Admission admission = parts.admission;
        return admission == null
                ? Future.succeededFuture(0)
                : admission.drain(limit).transform(ignored -> Future.succeededFuture(admission.running()));
    }

    private Future<?> startParts() {
        return startDatabase()
                .compose(ignored -> startIdentity())
                .compose(ignored -> startLimits())
                .compose(ignored -> startProviders())
                .compose(ignored -> startCatalog())
                .compose(ignored -> startAdmission())
                .compose(ignored -> startTasks())
                .compose(ignored -> startShards())
                .onSuccess(ignored -> serving.publish(Serving.READY));
    }

    private Future<?> startDatabase() {
        return vertx.executeBlocking(() -> Database.open(config.ledger(), config.dataDir()))
                .compose(database -> {
                    parts.database = database;
                    running.push(new Step(
                            "database",
                            () -> vertx.executeBlocking(() -> {
                                database.close();
                                return null;
                            })));
                    return startLedger(database);
                });
    }

    /** Without a ledger, security events still go to the log. */
    private Future<?> startLedger(Database database) {
        if (!config.ledger().enabled()) {
            parts.audit = new SecurityLog(options.clock());
            return Future.succeededFuture();
        }
        Ledger ledger = Ledger.create(vertx, config.ledger(), database, telemetry.registry(), options.clock());
        parts.audit = ledger;
        parts.ledger = ledger;
        return deploy("ledger", ledger.verticle());
    }

    private Future<?> startIdentity() {
        return Identity.start(vertx, config.auth(), parts.audit(), telemetry.registry(), options.clock())
                .onSuccess(identity -> {
                    parts.identity = identity;
                    running.push(new Step("identity", identity::stop));
                });
    }

    private Future<?> startLimits() {
        return State.open(vertx, config.redis(), config.limits(), telemetry.registry(), options.clock())
                .compose(state -> {
                    parts.state = state;
                    running.push(new Step("state", state::close));
                    return CallLimits.create(vertx, config, state.rateStore(), telemetry.registry(), options.clock());
                })
                .onSuccess(limits -> parts.limits = limits);
    }

    private Future<?> startProviders() {
        HostResources resources = new HostResources(
                parts.database().dataSource(),
                telemetry.registry(),
                options.clock(),
                options.dev(),
                options.plugins(),
                this::facts);
        return Providers.start(vertx, config, resources, Backends.of(config.federation(), catalogs))
                .onSuccess(providers -> {
                    parts.providers = providers;
                    running.push(new Step("providers", providers::stop));
                });
    }

    private Future<?> startCatalog() {
        CatalogVerticle verticle = new CatalogVerticle(
                parts.providers().offers(),
                config,
                catalogs,
                new CatalogVerticle.Records(telemetry.registry(), parts.audit(), options.clock()));
        parts.catalog = verticle;
        return deploy("catalogue", verticle)
                .onSuccess(ignored -> parts.providers().connect());
    }

    private Future<?> startAdmission() {
        parts.admission = Admission.create(vertx, config, telemetry.registry(), options.clock());
        return deploy("admission", parts.admission.ownerVerticle());
    }

    private Future<?> startTasks() {
        return deploy("tasks", new TaskVerticle(config, telemetry.registry(), parts.audit(), options.clock()));
    }

    private Future<?> startShards() {
        Doors doors = new Doors(vertx, parts, edge(), options.local());
        parts.doors = doors;
        running.push(new Step("doors", doors::close));
        return doors.open();
    }

    private EdgeContext edge() {
        return new EdgeContext(
                config,
                catalogs,
                parts.limits(),
                parts.audit(),
                telemetry.registry(),
                options.clock(),
                NodeName.random(),
                options.version(),
                pages(),
                serving,
                new Published<>(config.server().port()),
                sessions(),
                connections);
    }

    private Sessions sessions() {
        return new Sessions(
                SessionSeal.of(config.sessions().key()), config.sessions(), options.clock(), telemetry.registry());
    }

    private List<Pages> pages() {
        List<HealthSource> lasting = new ArrayList<>(parts.identity().healthSources());
        lasting.add(parts.catalog().health());
        lasting.addAll(parts.admission().healthSources());
        if (parts.ledger != null) {
            lasting.add(parts.ledger.health());
        }
        lasting.addAll(parts.limits().healthSources());
        NodeView node = new NodeView(
                options.version(), vitals, () -> sources(lasting), serving, config.metrics(), options.clock(), vertx);
        HealthPages health = new HealthPages(node, telemetry.registry());
        running.push(new Step("health", () -> {
            health.close();
            return Future.succeededFuture();
        }));
        return List.of(health, new MetricsPages(node, telemetry));
    }

    private List<HealthSource> sources(List<HealthSource> lasting) {
        List<HealthSource> all = new ArrayList<>(lasting);
        all.addAll(parts.providers().healthSources());
        return all;
    }

    private GatewayFacts facts() {
        return new GatewayFacts(
                "sluice",
                options.version(),
                options.local().isPresent() ? "stdio" : "http",
                serving.get() == Serving.READY,
                vitals.tools(),
                vitals.connections());
    }

    private Future<?> deploy(String name, io.vertx.core.VerticleBase verticle) {
        return vertx.deployVerticle(verticle).onSuccess(id -> running.push(new Step(name, () -> vertx.undeploy(id))));
    }

    private Future<?> stopParts() {
        Future<?> stopped = Future.succeededFuture();
        while (!running.isEmpty()) {
            Step step = running.pop();
            stopped = stopped.transform(ignored -> step.stop()
                    .get()
                    .onFailure(cause -> LOGGER.atWarn()
                            .addKeyValue("part", step.name())
                            .setCause(cause)
                            .log("a part did not stop cleanly")));
        }
        return stopped;
    }
}
