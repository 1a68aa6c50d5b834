package dev.sluice.identity;

import dev.sluice.bus.Published;
import dev.sluice.config.AuthConfig;
import dev.sluice.identity.AuthMetrics.Refresh;
import dev.sluice.identity.JwksSource.Fetched;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the node: the fixed ones and those of a key set that is looked at again and again.
 *
 * <p>Owned by the context that {@link #open opened} it; there only one fetch runs at a time. {@link #current},
 * {@link #status} and {@link #demand} may be called from any thread. What was good stays good while the source fails or
 * offers nothing usable; only a set with usable keys replaces another.
 */
final class KeyRing {
    private static final Logger LOGGER = LoggerFactory.getLogger(KeyRing.class);

    /**
     * @param keys how many keys are in use
     * @param refreshedAt when the source last gave a usable set, null when there is no source or it never did
     * @param staleSince when the source began to fail, null when it works
     */
    record Status(
            int keys,
            @Nullable Instant refreshedAt,
            @Nullable Instant staleSince) {}

    private final Published<KeySet> published = new Published<>(KeySet.NONE);
    private final Published<Status> status = new Published<>(new Status(0, null, null));
    private final FixedKeys fixed;
    private final @Nullable JwksSource source;
    private final Set<SignatureAlgorithm> allowed;
    private final Duration cooldown;
    private final AuthMetrics metrics;
    private final InstantSource clock;

    // Touched on the owner's context only.
    private @Nullable Buffer content;
    private @Nullable Future<Void> underway;
    private @Nullable Instant lastDemand;
    private String trouble = "";
    private long timer = -1;
    private boolean closed;

    // Written once in open, before anybody can ask.
    private @Nullable Vertx vertx;
    private @Nullable Context owner;

    KeyRing(FixedKeys fixed, @Nullable JwksSource source, AuthConfig config, AuthMetrics metrics, InstantSource clock) {
        this.fixed = fixed;
        this.source = source;
        this.allowed = SignatureAlgorithm.allowList(config.algorithms());
        this.cooldown = config.jwksCooldown();
        this.metrics = metrics;
        this.clock = clock;
    }

    /** The keys as they are now. */
    KeySet current() {
        return published.get();
    }

    Status status() {
        return status.get();
    }

    /** Whether there may be other keys than those of {@link #current}. */
    boolean canChange() {
        return source != null;
    }

    /**
     * Loads everything once. Completes when at least one key is usable; fails with {@link NoUsableKeyException}
     * otherwise.
     */
    Future<Void> open(Vertx vertx, Context owner) {
        this.vertx = vertx;
        this.owner = owner;
        fixed.dropped().forEach(KeyRing::warnDropped);
        publish(List.of());
        return refresh()
                .compose(done -> current().keys().isEmpty()
                        ? close().transform(ignored -> Future.failedFuture(nothingUsable()))
                        : Future.succeededFuture());
    }

    Future<Void> close() {
        closed = true;
        if (vertx != null) {
            vertx.cancelTimer(timer);
        }
        return source == null ? Future.succeededFuture() : source.close();
    }

    /**
     * Asks for newer keys because a token names one that is not there. Fetches at most once per cool-down and joins a
     * fetch that is under way. Completes, on {@code asker}, when there is nothing more to wait for; never fails.
     *
     * @param seen the generation in which the key was not found
     */
    Future<Void> demand(long seen, Context asker) {
        Promise<Void> answer = Promise.promise();
        Context home = owner;
        if (home == null) {
            return Future.succeededFuture();
        }
        home.runOnContext(go -> demanded(seen).onComplete(done -> asker.runOnContext(back -> answer.tryComplete())));
        return answer.future();
    }

    private Future<Void> demanded(long seen) {
        if (current().generation() != seen) {
            return Future.succeededFuture();
        }
        if (underway != null) {
            return underway;
        }
        Instant now = clock.instant();
        if (lastDemand != null && now.isBefore(lastDemand.plus(cooldown))) {
            return Future.succeededFuture();
        }
        lastDemand = now;
        return refresh();
    }

    private Future<Void> refresh() {
        JwksSource from = source;
        if (from == null || vertx == null || closed) {
            return Future.succeededFuture();
        }
        if (underway != null) {
            return underway;
        }
        vertx.cancelTimer(timer);
        Promise<Void> run = Promise.promise();
        underway = run.future();
        Future.succeededFuture().compose(start -> from.fetch()).onComplete(fetched -> {
            underway = null;
            schedule(settle(from, fetched));
            run.complete();
        });
        return run.future();
    }

    private void schedule(Duration wait) {
        if (!closed && vertx != null) {
            timer = vertx.setTimer(Math.max(1, wait.toMillis()), due -> refresh());
        }
    }

    /** Takes over what was fetched, or notes the trouble; says when to look again. */
    private Duration settle(JwksSource from, AsyncResult<Fetched> result) {
        if (result.failed()) {
            failed(from, String.valueOf(result.cause().getMessage()));
            return from.retryAfter();
        }
        Fetched fetched = result.result();
        try {
            if (fetched.content().equals(content)) {
                metrics.refreshed(Refresh.UNCHANGED);
            } else {
                take(fetched.content());
                metrics.refreshed(Refresh.CHANGED);
            }
        } catch (UnusableKeyException e) {
            failed(from, e.reason());
            return from.retryAfter();
        }
        trouble = "";
        status.publish(new Status(current().keys().size(), clock.instant(), null));
        return fetched.freshFor();
    }

    private void take(Buffer json) throws UnusableKeyException {
        JsonWebKeys set = JsonWebKeys.parse(json.getBytes(), allowed);
        if (set.keys().isEmpty()) {
            throw new UnusableKeyException(
                    set.dropped().isEmpty() ? "is empty" : "has no usable key: " + String.join(", ", set.dropped()));
        }
        content = json;
        set.dropped().forEach(KeyRing::warnDropped);
        publish(set.keys());
        LOGGER.atInfo()
                .addKeyValue("keys", current().keys().size())
                .addKeyValue("generation", current().generation())
                .log("key set changed");
    }

    private void failed(JwksSource from, String reason) {
        metrics.refreshed(Refresh.FAILED);
        Status before = status.get();
        if (!trouble.equals(reason)) {
            LOGGER.atWarn()
                    .addKeyValue("source", from.label())
                    .addKeyValue("reason", reason)
                    .log("key set could not be refreshed, the keys in use stay");
        }
        trouble = reason;
        Instant since = before.staleSince() == null ? clock.instant() : before.staleSince();
        status.publish(new Status(before.keys(), before.refreshedAt(), since));
    }

    private void publish(List<VerificationKey> fromSource) {
        List<VerificationKey> all = new ArrayList<>(fixed.keys());
        all.addAll(fromSource);
        published.publish(new KeySet(current().generation() + 1, all));
        status.publish(
                new Status(all.size(), status.get().refreshedAt(), status.get().staleSince()));
    }

    private NoUsableKeyException nothingUsable() {
        List<String> reasons = new ArrayList<>(fixed.dropped());
        if (source != null) {
            reasons.add(source.label() + ' ' + trouble);
        }
        String why = reasons.isEmpty() ? "none is configured" : String.join("; ", reasons);
        return new NoUsableKeyException("There is no usable key to verify tokens with (" + why
                + "); set auth.secret (JWT_SECRET), auth.publicKeyPath or auth.jwks.");
    }

    private static void warnDropped(String clause) {
        LOGGER.atWarn().addKeyValue("key", clause).log("key is not used");
    }
}
