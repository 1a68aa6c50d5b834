package dev.sluice.provider.outbound;

import dev.sluice.config.ClientCredentials;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own token for a service: fetched when first needed, by one request however many wait, and again in the
 * background when four fifths of its life are over. Confined to one event loop; each shard has its own.
 */
final class TokenSource implements Credentials {
    /** Between two tokens that a service has turned down. */
    static final Duration BETWEEN_RENEWALS = Duration.ofSeconds(5);
    /** How long a token endpoint that has failed is left alone. */
    static final Duration AFTER_FAILURE = Duration.ofSeconds(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(TokenSource.class);

    /** A token with its times, in milliseconds since the epoch. */
    private record Held(String header, long refreshAt, long expiresAt) {}

    private final String service;
    private final TokenEndpoint endpoint;
    private final InstantSource clock;
    private @Nullable Held held;
    private @Nullable Future<Held> fetching;
    private long notBefore = Long.MIN_VALUE;
    private long renewableAt = Long.MIN_VALUE;
    private @Nullable Throwable lastFailure;

    TokenSource(String service, OutboundClient client, ClientCredentials settings, InstantSource clock) {
        this.service = service;
        this.endpoint = new TokenEndpoint(client, settings);
        this.clock = clock;
    }

    @Override
    public Future<Optional<String>> authorization() {
        long now = clock.millis();
        Held known = held;
        if (known == null || now >= known.expiresAt()) {
            return fetch().map(token -> Optional.of(token.header()));
        }
        if (now >= known.refreshAt()) {
            fetch();
        }
        return Future.succeededFuture(Optional.of(known.header()));
    }

    @Override
    public boolean renew() {
        long now = clock.millis();
        if (now < renewableAt) {
            // Others who were turned down with the same token wait for the same new one.
            return fetching != null;
        }
        renewableAt = now + BETWEEN_RENEWALS.toMillis();
        held = null;
        return true;
    }

    @Override
    public Future<Void> close() {
        return endpoint.close();
    }

    private Future<Held> fetch() {
        Future<Held> running = fetching;
        if (running != null) {
            return running;
        }
        if (lastFailure != null && clock.millis() < notBefore) {
            return Future.failedFuture(lastFailure);
        }
        Promise<Held> told = Promise.promise();
        fetching = told.future();
        endpoint.ask().map(this::hold).onComplete((token, failure) -> {
            fetching = null;
            if (failure != null) {
                failed(failure);
            }
            told.complete(token, failure);
        });
        return told.future();
    }

    private Held hold(TokenEndpoint.Token token) {
        long now = clock.millis();
        long life = token.lifetime().toMillis();
        Held fresh = new Held("Bearer " + token.value(), now + life * 4 / 5, now + life);
        held = fresh;
        lastFailure = null;
        return fresh;
    }

    private void failed(Throwable failure) {
        lastFailure = failure;
        notBefore = clock.millis() + AFTER_FAILURE.toMillis();
        LOGGER.atWarn()
                .addKeyValue("service", service)
                .addKeyValue("reason", failure.getMessage())
                .log("No token for a service");
    }
}
