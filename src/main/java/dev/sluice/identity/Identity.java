package dev.sluice.identity;

import dev.sluice.bus.AuditSink;
import dev.sluice.bus.HealthSource;
import dev.sluice.config.AuthConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The identity check of a node: bearer tokens in the form of signed JWTs (RFC 7519), verified with an HMAC secret, a PEM
 * public key or a JSON Web Key Set from a file or a URI.
 *
 * <p>There is one for each node; it owns the keys and the budget of failures, and makes one verticle for each shard,
 * which owns that shard's token cache. Every method may be called from any thread.
 */
public final class Identity {
    private final Vertx vertx;
    private final TokenVerifier.Shared shared;
    private final Optional<String> deployment;

    private Identity(Vertx vertx, TokenVerifier.Shared shared, Optional<String> deployment) {
        this.vertx = vertx;
        this.shared = shared;
        this.deployment = deployment;
    }

    /**
     * Loads the keys and keeps them fresh.
     *
     * @param audit gets {@code auth_success} for each token verified anew and {@code auth_failure}, at most eleven a
     *     minute and address, for those that were not accepted
     * @param clock decides what has expired
     * @return completes within seconds when at least one key is usable, or when the gateway is {@link AuthConfig#open
     *     open}, which loads no keys and accepts no token; fails with {@link NoUsableKeyException} or
     *     {@link IllegalArgumentException}, whose message is one sentence for the operator
     */
    public static Future<Identity> start(
            Vertx vertx, AuthConfig config, AuditSink audit, MeterRegistry meters, InstantSource clock) {
        return Future.succeededFuture()
                .compose(go -> config.open()
                        ? Future.succeededFuture(unopened(vertx, config, audit, meters, clock))
                        : FixedKeys.load(vertx.fileSystem(), config, SignatureAlgorithm.allowList(config.algorithms()))
                                .compose(fixed -> opened(vertx, config, audit, meters, clock, fixed)));
    }

    /** A verticle that serves {@code Addresses.identity(shard)} on the event loop it is deployed on; once per shard. */
    public VerticleBase verticle(int shard) {
        return new IdentityVerticle(shared, shard);
    }

    /** One source, {@code identity}: vital, and down only when there is no key. */
    public List<HealthSource> healthSources() {
        return List.of(new IdentityHealth(shared.ring(), shared.config().open()));
    }

    /** Stops looking for new keys. Completes when the client is closed; the verticles are undeployed by their owner. */
    public Future<Void> stop() {
        return deployment.map(vertx::undeploy).orElseGet(Future::succeededFuture);
    }

    private static Identity unopened(
            Vertx vertx, AuthConfig config, AuditSink audit, MeterRegistry meters, InstantSource clock) {
        FixedKeys none = new FixedKeys(List.of(), List.of());
        return new Identity(vertx, shared(config, none, null, audit, new AuthMetrics(meters), clock), Optional.empty());
    }

    private static Future<Identity> opened(
            Vertx vertx,
            AuthConfig config,
            AuditSink audit,
            MeterRegistry meters,
            InstantSource clock,
            FixedKeys fixed) {
        JwksSource source =
                config.jwks().map(place -> source(vertx, config, place)).orElse(null);
        TokenVerifier.Shared shared = shared(config, fixed, source, audit, new AuthMetrics(meters), clock);
        return vertx.deployVerticle(new KeyRingVerticle(shared.ring()))
                .map(id -> new Identity(vertx, shared, Optional.of(id)));
    }

    private static TokenVerifier.Shared shared(
            AuthConfig config,
            FixedKeys fixed,
            @Nullable JwksSource source,
            AuditSink audit,
            AuthMetrics metrics,
            InstantSource clock) {
        KeyRing ring = new KeyRing(fixed, source, config, metrics, clock);
        FailureBudget budget = new FailureBudget(config.failureBudget(), FailureBudget.MAX_ADDRESSES, clock);
        metrics.watch(ring, budget);
        return new TokenVerifier.Shared(config, ring, budget, metrics, new AuthTrail(audit, clock), clock);
    }

    private static JwksSource source(Vertx vertx, AuthConfig config, String place) {
        return JwksUri.isUri(place)
                ? new JwksUri(vertx, place, config.jwksRefresh(), config.jwksCooldown())
                : new JwksFile(vertx.fileSystem(), place);
    }
}
