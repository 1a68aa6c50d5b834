package dev.sluice.provider.rest;

import dev.sluice.bus.Offer;
import dev.sluice.config.RestConfig;
import dev.sluice.provider.Backend;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.BackendShard;
import dev.sluice.provider.ProviderStartException;
import dev.sluice.provider.outbound.OutboundClient;
import dev.sluice.provider.outbound.OutboundClients;
import dev.sluice.provider.outbound.SecretMask;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A REST service whose endpoints, those of the configuration and those of an OpenAPI document, are tools. A document that the
 * service itself has is fetched again from time to time; while it cannot be had, the last good one holds. Each shard has
 * connections and a token of its own.
 */
public final class RestBackend implements Backend {
    static final Duration REFRESH = Duration.ofMinutes(5);
    static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    static final Duration LAST_RETRY = Duration.ofSeconds(30);
    private static final Logger LOGGER = LoggerFactory.getLogger(RestBackend.class);
    private static final int MAX_NAMED = 20;

    private final String name;
    private final RestConfig config;
    private final Duration refresh;
    private volatile Map<String, Operation> operations = Map.of();
    private volatile @Nullable String lastFailure;
    private volatile @Nullable BackendHost host;

    /** Of the home. */
    private List<Operation> own = List.of();

    private @Nullable RestDocument document;
    private boolean described;
    private long retryMillis = FIRST_RETRY.toMillis();
    private long timer = -1;
    private boolean stopped;

    /** @param name of the service in the configuration */
    public RestBackend(String name, RestConfig config) {
        this(name, config, REFRESH);
    }

    /** @param refresh how often a document is fetched again */
    RestBackend(String name, RestConfig config, Duration refresh) {
        this.name = name;
        this.config = config;
        this.refresh = refresh;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Future<Void> start(BackendHost given) {
        host = given;
        try {
            own = new EndpointTools(name, config).all();
        } catch (RestSetupException e) {
            return Future.failedFuture(ProviderStartException.misconfigured(name, String.valueOf(e.getMessage())));
        }
        if (config.openapi().isEmpty()) {
            return publish(given, List.of());
        }
        boolean remote = config.openapiPath().isPresent();
        OutboundClient client = remote ? client(given) : null;
        RestDocument from = new RestDocument(name, config, given, client);
        document = from;
        return remote
                ? refresh(given, from)
                : from.read().compose(read -> publish(given, read == null ? List.of() : reported(read)));
    }

    @Override
    public BackendShard open(int shard) {
        BackendHost known = started();
        return new RestShard(
                name,
                client(known),
                tool -> operations.get(tool),
                config.maxResponse(),
                "sluice/" + known.version(),
                known.clock(),
                SecretMask.of(config.service(), config.url(), List.of()));
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("tools", operations.size());
        config.openapi().ifPresent(place -> status.put("openapi", place));
        String failure = lastFailure;
        if (failure != null) {
            status.put("lastFailure", failure);
        }
        return status;
    }

    @Override
    public Future<Void> stop() {
        stopped = true;
        started().vertx().cancelTimer(timer);
        return document == null ? Future.succeededFuture() : document.close();
    }

    private OutboundClient client(BackendHost known) {
        return OutboundClients.of(known, name, config.url(), config.service());
    }

    private BackendHost started() {
        BackendHost known = host;
        if (known == null) {
            throw new IllegalStateException("not started");
        }
        return known;
    }

    /** Completes when it has been tried; a service that cannot be reached offers nothing yet, or what it did before. */
    private Future<Void> refresh(BackendHost known, RestDocument from) {
        return from.read()
                .compose(read -> read == null ? Future.<Void>succeededFuture() : publish(known, reported(read)))
                .onSuccess(ignored -> {
                    described = true;
                    lastFailure = null;
                })
                .recover(failure -> failed(known, from, failure))
                .onComplete(ignored -> known.home().runOnContext(now -> schedule(known, from)));
    }

    private Future<Void> failed(BackendHost known, RestDocument from, Throwable failure) {
        from.forget();
        lastFailure = "OpenAPI document: " + failure.getMessage();
        LOGGER.atWarn()
                .addKeyValue("service", name)
                .addKeyValue("reason", failure.getMessage())
                .log("No OpenAPI document from a service");
        return described || !operations.isEmpty() ? Future.succeededFuture() : publish(known, List.of());
    }

    private void schedule(BackendHost known, RestDocument from) {
        if (stopped) {
            return;
        }
        long wait = refresh.toMillis();
        if (!described) {
            wait = Math.min(wait, retryMillis);
            retryMillis = Math.min(retryMillis * 2, LAST_RETRY.toMillis());
        }
        timer = known.vertx().setTimer(wait, ignored -> refresh(known, from));
    }

    private List<Operation> reported(OpenApiReader.Read read) {
        if (!read.leftOut().isEmpty()) {
            LOGGER.atWarn()
                    .addKeyValue("service", name)
                    .addKeyValue("count", read.leftOut().size())
                    .addKeyValue(
                            "operations",
                            read.leftOut()
                                    .subList(
                                            0,
                                            Math.min(MAX_NAMED, read.leftOut().size())))
                    .log("Operations of an OpenAPI document that cannot be tools");
        }
        return read.operations();
    }

    /** What the configuration spells out stands before what a document says under the same name. */
    private Future<Void> publish(BackendHost known, List<Operation> fromDocument) {
        NamePatterns patterns =
                new NamePatterns(config.service().include(), config.service().exclude());
        Map<String, Operation> all = new LinkedHashMap<>();
        own.stream()
                .filter(operation -> patterns.offers(operation.name()))
                .forEach(operation -> all.put(operation.name(), operation));
        fromDocument.forEach(operation -> all.putIfAbsent(operation.name(), operation));
        Map<String, Operation> before = operations;
        operations = Map.copyOf(all);
        return known.offer(new Offer(
                        name, all.values().stream().map(Operation::tool).toList(), null, null, null))
                .onFailure(ignored -> operations = before);
    }
}
