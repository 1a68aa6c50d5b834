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
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The providers of a node, started. Thread-safe after {@link #start}. */
public final class Providers {
    private static final Logger LOGGER = LoggerFactory.getLogger(Providers.class);
    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);

    private final Vertx vertx;
    private final SluiceConfig config;
    private final HostResources resources;
    private final Map<String, HostedProvider> hosted = new LinkedHashMap<>();
    private @Nullable URLClassLoader plugins;

    private Providers(Vertx vertx, SluiceConfig config, HostResources resources) {
        this.vertx = vertx;
        this.config = config;
        this.resources = resources;
    }

    /**
     * Finds the providers on the class path and in the plugins directory and starts those that are not switched off,
     * one after the other.
     *
     * @return completes when all have started; fails with a {@link ProviderStartException} that names provider and
     *     tool and says how to mend it, after those that had started were stopped
     */
    public static Future<Providers> start(Vertx vertx, SluiceConfig config, HostResources resources) {
        return vertx.executeBlocking(() -> ProviderFinder.find(resources.plugins()), false)
                .recover(failure -> Future.failedFuture(
                        failure instanceof ProviderStartException
                                ? failure
                                : new ProviderStartException(
                                        "The plugins directory " + resources.plugins() + " cannot be read.", failure)))
                .compose(found -> start(vertx, config, resources, found));
    }

    static Future<Providers> start(Vertx vertx, SluiceConfig config, HostResources resources, ProviderFinder found) {
        Providers providers = new Providers(vertx, config, resources);
        providers.plugins = found.plugins();
        Promise<Providers> promise = Promise.promise();
        Context context = vertx.getOrCreateContext();
        context.runOnContext(ignored -> Future.succeededFuture()
                .compose(begun -> providers.startAll(found.providers()))
                .map(providers)
                .recover(failure -> providers.stop().transform(stopped -> Future.failedFuture(failure)))
                .onComplete(promise));
        return promise.future();
    }

    /** What the providers offer now, in the order they were found. */
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
        List<VerticleBase> verticles = new ArrayList<>();
        hosted.values()
                .forEach(provider -> verticles.add(new ProviderVerticle(provider, shard, config, resources.clock())));
        return verticles;
    }

    /** Breaker state ({@code closed}, {@code open}, {@code half_open}) by provider name. */
    public Map<String, String> circuits() {
        Map<String, String> circuits = new LinkedHashMap<>();
        hosted.forEach((name, provider) ->
                circuits.put(name, provider.guard().breaker().state().word()));
        return circuits;
    }

    /** One for each provider; none is vital. */
    public List<HealthSource> healthSources() {
        return hosted.values().stream().<HealthSource>map(ProviderHealth::new).toList();
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
            all = all.compose(ignored -> stop(provider.name(), provider.provider()))
                    .onComplete(ignored -> {
                        provider.guard().breaker().close();
                        provider.blocking().close();
                    });
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
            ProviderConfig rules = config.providers().get(name);
            if (rules == null || rules.enabled()) {
                all = all.compose(ignored -> starter.start(name, provider)).map(this::keep);
            }
        }
        config.providers().keySet().stream()
                .filter(name -> !named.containsKey(name))
                .forEach(name -> LOGGER.atWarn()
                        .addKeyValue("provider", name)
                        .log("Configuration has rules for a provider that does not exist"));
        return all;
    }

    private @Nullable Void keep(@Nullable HostedProvider started) {
        if (started != null) {
            hosted.put(started.name(), started);
        }
        return null;
    }

    static Future<Void> stop(String name, ToolProvider provider) {
        Future<Void> stopped;
        try {
            stopped = provider.stop();
        } catch (Exception | LinkageError e) {
            stopped = Future.failedFuture(e);
        }
        if (stopped == null) {
            stopped = Future.succeededFuture();
        }
        return stopped.timeout(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)
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
