package dev.sluice.provider;

import dev.sluice.bus.HealthSource;
import dev.sluice.bus.Offer;
import dev.sluice.config.ProviderConfig;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The providers of a node, started; those with a {@link Backend} come and go while it runs. Thread-safe after {@link #start}, but
 * for {@link #put} and {@link #remove}, of which one is called at a time.
 */
public final class Providers {
    private static final Logger LOGGER = LoggerFactory.getLogger(Providers.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    /** Longer than a process may take to end, which is killed at the end of that. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(8);

    private final Vertx vertx;
    private final SluiceConfig config;
    private final HostResources resources;
    /** In the order in which they were started; replaced as a whole. */
    private volatile Map<String, HostedProvider> hosted = Map.of();

    private final List<ShardProvidersVerticle> shards = new CopyOnWriteArrayList<>();
    private final Map<String, HealthSource> health = new ConcurrentHashMap<>();
    private @Nullable URLClassLoader plugins;
    private volatile Set<String> own = Set.of();

    private Providers(Vertx vertx, SluiceConfig config, HostResources resources) {
        this.vertx = vertx;
        this.config = config;
        this.resources = resources;
    }

    /**
     * Finds the providers on the class path and in the plugins directory and starts those that are not switched off,
     * one after the other, and then the backends, all at once.
     *
     * @return completes when all have started; fails with a {@link ProviderStartException} that names provider and
     *     tool and says how to mend it, after those that had started were stopped
     */
    public static Future<Providers> start(
            Vertx vertx, SluiceConfig config, HostResources resources, List<Backend> backends) {
        return vertx.executeBlocking(() -> ProviderFinder.find(resources.plugins()), false)
                .recover(failure -> Future.failedFuture(
                        failure instanceof ProviderStartException
                                ? failure
                                : new ProviderStartException(
                                        "The plugins directory " + resources.plugins() + " cannot be read.", failure)))
                .compose(found -> start(vertx, config, resources, found, backends));
    }

    /** The same, with found providers only. */
    public static Future<Providers> start(Vertx vertx, SluiceConfig config, HostResources resources) {
        return start(vertx, config, resources, List.of());
    }

    static Future<Providers> start(
            Vertx vertx, SluiceConfig config, HostResources resources, ProviderFinder found, List<Backend> backends) {
        Providers providers = new Providers(vertx, config, resources);
        providers.plugins = found.plugins();
        Promise<Providers> promise = Promise.promise();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(ignored -> Future.succeededFuture()
                .compose(begun -> providers.startAll(found.providers()))
                .compose(begun -> providers.startBackends(backends))
                .map(providers)
                .recover(failure -> providers.stop().transform(stopped -> Future.failedFuture(failure)))
                .onComplete(promise));
        return promise.future();
    }

    /** What the providers offer now, in the order in which they were started. */
    public List<Offer> offers() {
        return hosted.values().stream()
                .map(provider -> provider.publisher().offer())
                .toList();
    }

    /**
     * The catalogue is there, with the {@link #offers} in it, and takes changes at {@link dev.sluice.bus.Addresses#CATALOG}.
     * What providers changed in the meantime is sent now.
     */
    public void connect() {
        hosted.values().forEach(provider -> provider.publisher().connect());
    }

    /** The verticles that serve one shard; new ones with each call. */
    public List<VerticleBase> verticles(int shard) {
        ShardProvidersVerticle verticle = new ShardProvidersVerticle(
                () -> List.copyOf(hosted.values()),
                shard,
                new ProviderVerticle.Surroundings(config, resources.clock()));
        verticle.onStop(() -> shards.remove(verticle));
        shards.add(verticle);
        return List.of(verticle);
    }

    /**
     * Starts a backend and lets calls go to it, instead of the one by the same name if there is one; calls of that one go on.
     * What it offers is in the catalogue when this completes. All shards must be deployed.
     *
     * @param rules the configuration that the backend belongs to
     * @return fails with a {@link ProviderStartException}, and then nothing has changed
     */
    public Future<Void> put(Backend backend, SluiceConfig rules) {
        if (isOwn(backend.name())) {
            return Future.failedFuture(
                    new ProviderStartException("There is a provider called \"" + backend.name() + "\" already."));
        }
        @Nullable HostedProvider before = hosted.get(backend.name());
        return new ProviderStarter(vertx, rules, resources, START_LIMIT)
                .start(backend)
                .compose(started -> onShards(shard -> shard.put(started)).compose(drained -> {
                    keep(started);
                    if (before != null) {
                        before.publisher().close();
                        endLater(before, drained);
                    }
                    Offer offer = started.publisher().offer();
                    started.publisher().connect();
                    return started.publisher().offer(offer);
                }));
    }

    /**
     * Takes everything that a backend offers out of the catalogue and lets no more calls go to it; calls that run go on and it
     * stops after them. All shards must be deployed.
     *
     * @return completes when no call goes to it any more
     */
    public Future<Void> remove(String name) {
        HostedProvider gone = hosted.get(name);
        if (gone == null) {
            return Future.succeededFuture();
        }
        Map<String, HostedProvider> left = new LinkedHashMap<>(hosted);
        left.remove(name);
        hosted = left;
        health.remove(name);
        return gone.publisher()
                .offer(new Offer(name, List.of(), null, null, null))
                .transform(ignored -> onShards(shard -> shard.drop(name)))
                .map(drained -> {
                    gone.publisher().close();
                    endLater(gone, drained);
                    return null;
                });
    }

    /** Whether this is the name of a built-in provider or of a plugin, running or not, which no backend may have. */
    public boolean isOwn(String name) {
        return own.contains(name);
    }

    /** Breaker state ({@code closed}, {@code open}, {@code half_open}) by provider name. */
    public Map<String, String> circuits() {
        Map<String, String> circuits = new LinkedHashMap<>();
        hosted.forEach((name, provider) ->
                circuits.put(name, provider.guard().breaker().state().word()));
        return circuits;
    }

    /** What there is to say of each backend, by provider name. */
    public Map<String, Map<String, Object>> statuses() {
        Map<String, Map<String, Object>> statuses = new LinkedHashMap<>();
        hosted.forEach((name, provider) -> {
            if (provider.engine() instanceof BackendEngine backend) {
                statuses.put(name, backend.status());
            }
        });
        return statuses;
    }

    /** One for each provider that there is now; none is vital. */
    public List<HealthSource> healthSources() {
        return hosted.values().stream()
                .map(provider -> health.computeIfAbsent(provider.name(), name -> new ProviderHealth(provider)))
                .toList();
    }

    /**
     * Stops the providers in reverse order. To be called when their verticles have been undeployed.
     *
     * @return completes when all have stopped or had their time; never fails
     */
    public Future<Void> stop() {
        Future<Void> all = Future.succeededFuture();
        hosted.values().forEach(provider -> provider.publisher().close());
        for (HostedProvider provider : new ArrayList<>(hosted.values()).reversed()) {
            all = all.compose(ignored -> end(provider));
        }
        return all.compose(ignored -> closePlugins());
    }

    private Future<Void> startAll(List<ToolProvider> found) {
        ProviderStarter starter = new ProviderStarter(vertx, config, resources, START_LIMIT);
        Future<Void> all = Future.succeededFuture();
        Map<String, ToolProvider> named = new LinkedHashMap<>();
        for (ToolProvider provider : found) {
            String name = SpecCheck.name(provider);
            ToolProvider other = named.put(name, provider);
            if (other != null) {
                return Future.failedFuture(new ProviderStartException("Two providers are called \"" + name + "\": "
                        + other.getClass().getName() + " and "
                        + provider.getClass().getName() + ". Rename one of them, or take its jar out."));
            }
            if (config.federation().service(name).isPresent()) {
                return Future.failedFuture(
                        new ProviderStartException("A provider and an upstream or REST service are called \"" + name
                                + "\". Rename the latter in the configuration."));
            }
            ProviderConfig rules = config.providers().get(name);
            if (rules == null || rules.enabled()) {
                all = all.compose(ignored -> starter.start(name, provider)).map(this::keep);
            }
        }
        own = Set.copyOf(named.keySet());
        warnOfRulesWithoutProvider(named);
        return all;
    }

    private void warnOfRulesWithoutProvider(Map<String, ToolProvider> named) {
        config.providers().keySet().stream()
                .filter(name -> !named.containsKey(name)
                        && config.federation().service(name).isEmpty())
                .forEach(name -> LOGGER.atWarn()
                        .addKeyValue("provider", name)
                        .log("Configuration has rules for a provider that does not exist"));
    }

    private Future<Void> startBackends(List<Backend> backends) {
        ProviderStarter starter = new ProviderStarter(vertx, config, resources, START_LIMIT);
        List<Future<HostedProvider>> starting =
                backends.stream().map(starter::start).toList();
        return Future.join(starting)
                .<Void>mapEmpty()
                .onComplete(ignored ->
                        starting.stream().filter(Future::succeeded).forEach(started -> keep(started.result())));
    }

    private @Nullable Void keep(@Nullable HostedProvider started) {
        if (started != null) {
            Map<String, HostedProvider> more = new LinkedHashMap<>(hosted);
            more.put(started.name(), started);
            hosted = more;
            health.remove(started.name());
        }
        return null;
    }

    /** @return completes when all shards have done it, with a Future that completes when their former calls have ended */
    private Future<Future<?>> onShards(
            java.util.function.Function<ShardProvidersVerticle, Future<Future<Void>>> action) {
        List<Future<Future<Void>>> done = shards.stream().map(action).toList();
        return Future.all(done)
                .map(all -> Future.join(done.stream().map(Future::result).toList()));
    }

    private static void endLater(HostedProvider gone, Future<?> drained) {
        drained.onComplete(ignored -> end(gone));
    }

    private static Future<Void> end(HostedProvider provider) {
        return stop(provider.name(), provider.engine()).onComplete(ignored -> {
            provider.guard().breaker().close();
            provider.blocking().close();
        });
    }

    static Future<Void> stop(String name, Engine engine) {
        return engine.stop()
                .timeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
                .onFailure(failure -> LOGGER.atWarn()
                        .setCause(failure)
                        .addKeyValue("provider", name)
                        .log("Provider did not stop cleanly"))
                .otherwiseEmpty();
    }

    private Future<Void> closePlugins() {
        URLClassLoader loader = plugins;
        if (loader == null) {
            return Future.succeededFuture();
        }
        return vertx.executeBlocking(() -> {
            try {
                loader.close();
            } catch (IOException e) {
                LOGGER.atWarn().setCause(e).log("Plugins could not be closed");
            }
            return null;
        });
    }
}
