package dev.sluice.identity;

import dev.sluice.bus.Credentials;
import dev.sluice.bus.Principal;
import dev.sluice.bus.Verdict;
import dev.sluice.config.AuthConfig;
import dev.sluice.identity.FailureBudget.Decision;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The verdict on credentials, for one shard and confined to its event loop.
 *
 * <p>Order, cheapest first: memory of good tokens, budget of the address, memory of bad signatures, inspection without
 * cryptography, key, signature. A token that names a key nobody has waits for one look at the key set.
 */
final class TokenVerifier {
    /** Tokens of one shard that wait for newer keys at the same time. */
    static final int MAX_WAITING = 1000;

    private static final Verdict INVALID = new Verdict.Rejected(Refusal.of(RefusalCode.INVALID_TOKEN));
    private static final Verdict EXPIRED =
            new Verdict.Rejected(Refusal.of(RefusalCode.INVALID_TOKEN, "The token has expired."));
    private static final Refusal SPENT = Refusal.of(
            RefusalCode.RATE_LIMIT_EXCEEDED, "Too many tokens from this address were not accepted in this minute.");

    /**
     * What the shards share.
     *
     * @param config how callers prove who they are
     */
    record Shared(
            AuthConfig config,
            KeyRing ring,
            FailureBudget budget,
            AuthMetrics metrics,
            AuthTrail trail,
            InstantSource clock) {}

    private record Attempt(Credentials credentials, TokenHash hash, Decision.Taken taken, long began, boolean waited) {}

    private final Shared shared;
    private final Vertx vertx;
    private final Context context;
    private final TokenInspector inspector;
    private final ClaimsMapper mapper;
    private final TokenCache cache;
    private final TokenHash.Hasher hasher = new TokenHash.Hasher();
    private KeySet keys;
    private SignatureCheck signatures;
    private int waiting;

    /**
     * @param context the shard's, on which every method is called
     */
    TokenVerifier(Shared shared, Vertx vertx, Context context) {
        this.shared = shared;
        this.vertx = vertx;
        this.context = context;
        AuthConfig config = shared.config();
        this.inspector = new TokenInspector(config);
        this.mapper = new ClaimsMapper(config);
        this.cache = new TokenCache(config.cacheSize(), config.cacheTtl(), shared.clock());
        this.keys = shared.ring().current();
        this.signatures = new SignatureCheck(vertx, keys, shared.metrics());
        shared.metrics().add(cache);
    }

    void close() {
        shared.metrics().remove(cache);
    }

    /** Completes with the verdict, at once unless newer keys are waited for; fails only by a mistake of ours. */
    Future<Verdict> verify(Credentials credentials) {
        takeNewKeys();
        long began = shared.metrics().now();
        if (inspector.isTooLarge(credentials.bearer())) {
            return tooLarge(credentials, began);
        }
        TokenHash hash = hasher.hash(credentials.bearer());
        Verdict.Verified known = cache.accepted(hash, shared.clock().instant());
        if (known != null) {
            shared.metrics().answeredFromCache();
            return Future.succeededFuture(known);
        }
        return attempt(credentials, hash, began, false);
    }

    private Future<Verdict> tooLarge(Credentials credentials, long began) {
        return switch (shared.budget().take(credentials.address())) {
            case Decision.Spent spent -> refused(credentials, spent, began);
            case Decision.Taken taken -> rejected(credentials, taken, began, RejectionReason.TOO_LARGE);
        };
    }

    private Future<Verdict> attempt(Credentials credentials, TokenHash hash, long began, boolean waited) {
        return switch (shared.budget().take(credentials.address())) {
            case Decision.Spent spent -> refused(credentials, spent, began);
            case Decision.Taken taken -> judge(new Attempt(credentials, hash, taken, began, waited));
        };
    }

    private Future<Verdict> judge(Attempt attempt) {
        if (cache.isRejected(attempt.hash())) {
            shared.metrics().rejectedFromCache();
            return rejected(attempt, RejectionReason.BAD_SIGNATURE);
        }
        Instant now = shared.clock().instant();
        return switch (inspector.inspect(attempt.credentials().bearer(), now)) {
            case Inspection.Failed failed -> rejected(attempt, failed.reason());
            case InspectedToken token ->
                signatures.hasKeyFor(token) ? check(attempt, token) : keyMissing(attempt, token);
        };
    }

    private Future<Verdict> check(Attempt attempt, InspectedToken token) {
        return signatures.verify(attempt.credentials().bearer(), token).compose(good -> {
            if (good) {
                return verified(attempt, token);
            }
            cache.reject(attempt.hash());
            return rejected(attempt, RejectionReason.BAD_SIGNATURE);
        });
    }

    private Future<Verdict> keyMissing(Attempt attempt, InspectedToken token) {
        boolean mayCome = token.keyId() != null
                && token.algorithm().family() != SignatureAlgorithm.KeyFamily.HMAC
                && shared.ring().canChange();
        if (attempt.waited() || !mayCome) {
            return rejected(attempt, RejectionReason.UNKNOWN_KEY);
        }
        if (waiting >= MAX_WAITING) {
            return rejected(attempt, RejectionReason.TOO_MANY_WAITING);
        }
        // Waiting is no failure: else a rotation would spend the budget of an address that many callers share.
        shared.budget().giveBack(attempt.taken());
        waiting++;
        return shared.ring().demand(keys.generation(), context).compose(done -> {
            waiting--;
            takeNewKeys();
            return attempt(attempt.credentials(), attempt.hash(), attempt.began(), true);
        });
    }

    private Future<Verdict> verified(Attempt attempt, InspectedToken token) {
        shared.budget().giveBack(attempt.taken());
        Principal principal = mapper.principal(token);
        Verdict.Verified verdict = new Verdict.Verified(principal);
        // Within the leeway the token is still good, so that remembering it there changes nothing but the cost.
        Instant validUntil = token.expiresAt().plus(shared.config().leeway());
        cache.accept(attempt.hash(), verdict, shared.clock().instant(), validUntil);
        shared.metrics().verified();
        shared.trail()
                .recognised(
                        principal,
                        attempt.credentials().address(),
                        shared.metrics().microsSince(attempt.began()));
        return Future.succeededFuture(verdict);
    }

    private Future<Verdict> rejected(Attempt attempt, RejectionReason reason) {
        return rejected(attempt.credentials(), attempt.taken(), attempt.began(), reason);
    }

    private Future<Verdict> rejected(
            Credentials credentials, Decision.Taken taken, long began, RejectionReason reason) {
        shared.metrics().rejected(reason);
        shared.trail()
                .rejected(
                        reason,
                        taken.count(),
                        credentials.address(),
                        shared.metrics().microsSince(began));
        return Future.succeededFuture(reason == RejectionReason.EXPIRED ? EXPIRED : INVALID);
    }

    private Future<Verdict> refused(Credentials credentials, Decision.Spent spent, long began) {
        shared.metrics().refusedUnheard();
        if (spent.first()) {
            shared.trail().budgetSpent(credentials.address(), shared.metrics().microsSince(began));
        }
        return Future.succeededFuture(new Verdict.Rejected(SPENT.retryAfter(spent.retryAfter())));
    }

    private void takeNewKeys() {
        KeySet now = shared.ring().current();
        if (now.generation() != keys.generation()) {
            keys = now;
            signatures = new SignatureCheck(vertx, now, shared.metrics());
            cache.clear();
        }
    }
}
