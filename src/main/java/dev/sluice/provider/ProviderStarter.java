package dev.sluice.provider;

import dev.sluice.config.ProviderConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.VirtualServerConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Starts one provider and puts what guards it around it. */
final class ProviderStarter {
    private final Vertx vertx;
    private final SluiceConfig config;
    private final HostResources resources;
    private final Duration limit;

    /** @param limit how long a provider may take to start */
    ProviderStarter(Vertx vertx, SluiceConfig config, HostResources resources, Duration limit) {
        this.vertx = vertx;
        this.config = config;
        this.resources = resources;
        this.limit = limit;
    }

    /**
     * Starts a provider.
     *
     * @return null for one that offers nothing, which is stopped again; fails with a {@link ProviderStartException} that says how to mend it
     */
    Future<@Nullable HostedProvider> start(String name, ToolProvider provider) {
        ProviderConfig rules = config.providers().get(name);
        BlockingWork work = new BlockingWork(vertx, name, resources.meters());
        MeterBook meters = new MeterBook(resources.meters(), "");
        Publisher publisher = new Publisher(name, vertx, vertx.getOrCreateContext(), meters);
        Host host = new Host(vertx, rules == null ? Map.of() : rules.settings(), resources, work, publisher);
        return specs(provider, host)
                .timeout(limit.toMillis(), TimeUnit.MILLISECONDS)
                .map(specs -> hasSomething(publisher, name, specs))
                .compose(something -> something
                        ? Future.succeededFuture(hosted(name, provider, rules, host, meters))
                        : Providers.stop(name, new AuthorEngine(name, provider))
                                .onComplete(ignored -> giveUp(publisher, work))
                                .mapEmpty())
                .recover(failure -> {
                    giveUp(publisher, work);
                    return Future.failedFuture(explained(name, failure));
                });
    }

    private static void giveUp(Publisher publisher, BlockingWork work) {
        publisher.close();
        work.close();
    }

    private static Future<List<ToolSpec>> specs(ToolProvider provider, ProviderHost host) {
        try {
            Future<List<ToolSpec>> specs = provider.start(host);
            return specs != null ? specs : Future.failedFuture("its start returned null instead of a Future");
        } catch (Exception | LinkageError e) {
            return Future.failedFuture(e);
        }
    }

    private static boolean hasSomething(Publisher publisher, String name, @Nullable List<ToolSpec> specs) {
        if (specs == null) {
            throw new ProviderStartException(
                    "Provider \"" + name + "\": its start gave null; give an empty list when there are no tools.");
        }
        publisher.started(specs);
        return !publisher.offersNothing();
    }

    private HostedProvider hosted(
            String name, ToolProvider provider, @Nullable ProviderConfig rules, Host host, MeterBook meters) {
        meters.open(host.publisher().offer().tools());
        return new HostedProvider(
                name,
                new AuthorEngine(name, provider),
                host.publisher(),
                meters,
                guard(name, rules),
                retries(rules),
                host.work());
    }

    /**
     * Starts a backend on a home of its own.
     *
     * @return fails with a {@link ProviderStartException} that says how to mend it
     */
    Future<HostedProvider> start(Backend backend) {
        String name = backend.name();
        ProviderConfig rules = config.providers().get(name);
        BlockingWork work = new BlockingWork(vertx, name, resources.meters());
        MeterBook meters =
                new MeterBook(resources.meters(), config.federation().prefix(VirtualServerConfig.DEFAULT, name));
        Publisher publisher = new Publisher(name, vertx, vertx.getOrCreateContext(), meters);
        BackendVerticle verticle =
                new BackendVerticle(backend, home -> new HomeHost(vertx, home, config, resources, work, publisher));
        return vertx.deployVerticle(verticle)
                .map(deployment -> {
                    publisher.started();
                    meters.open(publisher.offer().tools());
                    return new HostedProvider(
                            name,
                            new BackendEngine(backend, vertx, deployment),
                            publisher,
                            meters,
                            guard(name, rules),
                            retries(rules),
                            work);
                })
                .recover(failure -> {
                    giveUp(publisher, work);
                    return Future.failedFuture(explained(name, failure));
                });
    }

    private int retries(@Nullable ProviderConfig rules) {
        return Optional.ofNullable(rules)
                .flatMap(ProviderConfig::retries)
                .orElse(config.calls().retries());
    }

    private Guard guard(String name, @Nullable ProviderConfig rules) {
        Breaker breaker = new Breaker(
                name,
                Optional.ofNullable(rules).flatMap(ProviderConfig::breaker).orElse(config.breaker()),
                vertx,
                resources.clock(),
                resources.meters());
        return new Guard(
                breaker,
                new RetryBudget(config.calls().retryBudgetPercent(), resources.clock()),
                new RetryDelay(
                        config.calls().retryInitialDelay(),
                        config.calls().retryMaxDelay(),
                        bound -> ThreadLocalRandom.current().nextLong(bound)),
                RetryMeters.of(name, resources.meters()));
    }

    private ProviderStartException explained(String name, Throwable failure) {
        if (failure instanceof ProviderStartException known) {
            return known;
        }
        if (failure instanceof TimeoutException) {
            return new ProviderStartException(
                    "Provider \"" + name + "\" did not start within " + limit.toSeconds() + " s."
                            + ProviderStartException.remedy(name),
                    failure);
        }
        return new ProviderStartException(ProviderStartException.sentence(name, reason(failure)), failure);
    }

    /** What the author needs to know: what was said, or else what was thrown and where. */
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        String said = cause.getMessage();
        while ((said == null || said.isBlank()) && cause.getCause() != null) {
            cause = cause.getCause();
            said = cause.getMessage();
        }
        if (said != null && !said.isBlank()) {
            return said;
        }
        StackTraceElement[] trace = cause.getStackTrace();
        return cause.getClass().getName() + (trace.length == 0 ? "" : " at " + trace[0]);
    }
}
