package dev.sluice.identity;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.PubSecKeyOptions;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import io.vertx.ext.auth.jwt.JWTAuthOptions;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The signatures of one generation of keys, for one shard. Confined to the shard's event loop, because the signature
 * objects inside are locked while they work.
 *
 * <p>There is one {@code JWTAuth} for each key and algorithm. That keeps each of them from ever being without a key (an
 * empty one accepts unsigned tokens, and a PEM key fails loudly where a JWK is only skipped) and from trying a key with
 * an algorithm of another family. They look at the signature only; times and names were judged before.
 */
final class SignatureCheck {
    /** Most keys that are tried for one token that does not name its key. */
    static final int MAX_TRIES = 8;

    private record Candidate(@Nullable String keyId, int signatureLength, JWTAuth auth) {
        boolean mayHaveSigned(@Nullable String wanted) {
            return wanted == null || keyId == null || wanted.equals(keyId);
        }
    }

    private final Map<SignatureAlgorithm, List<Candidate>> candidates = new EnumMap<>(SignatureAlgorithm.class);
    private final AuthMetrics metrics;

    SignatureCheck(Vertx vertx, KeySet keys, AuthMetrics metrics) {
        this.metrics = metrics;
        for (VerificationKey key : keys.keys()) {
            for (SignatureAlgorithm algorithm : key.algorithms()) {
                candidates
                        .computeIfAbsent(algorithm, first -> new ArrayList<>(2))
                        .add(new Candidate(key.id(), key.signatureLength(algorithm), auth(vertx, key, algorithm)));
            }
        }
    }

    /** Whether there is a key that may have signed this token. */
    boolean hasKeyFor(InspectedToken token) {
        for (Candidate candidate : candidates.getOrDefault(token.algorithm(), List.of())) {
            if (candidate.mayHaveSigned(token.keyId())) {
                return true;
            }
        }
        return false;
    }

    /** Completes, before it returns, with whether one of our keys signed exactly this text; never fails. */
    Future<Boolean> verify(String text, InspectedToken token) {
        List<Candidate> worthTrying = new ArrayList<>(1);
        for (Candidate candidate : candidates.getOrDefault(token.algorithm(), List.of())) {
            if (candidate.mayHaveSigned(token.keyId())
                    && candidate.signatureLength() == token.signatureLength()
                    && worthTrying.size() < MAX_TRIES) {
                worthTrying.add(candidate);
            }
        }
        return tryNext(worthTrying.iterator(), text);
    }

    private Future<Boolean> tryNext(Iterator<Candidate> rest, String text) {
        if (!rest.hasNext()) {
            return Future.succeededFuture(false);
        }
        long began = metrics.now();
        return rest.next().auth().authenticate(new TokenCredentials(text)).transform(result -> {
            metrics.signatureChecked(began);
            return result.succeeded() ? Future.succeededFuture(true) : tryNext(rest, text);
        });
    }

    private static JWTAuth auth(Vertx vertx, VerificationKey key, SignatureAlgorithm algorithm) {
        return JWTAuth.create(
                vertx,
                new JWTAuthOptions()
                        .addPubSecKey(new PubSecKeyOptions()
                                .setAlgorithm(algorithm.jwa())
                                .setBuffer(key.material()))
                        .setJWTOptions(new JWTOptions().setIgnoreExpiration(true)));
    }
}
