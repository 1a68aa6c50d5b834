package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** Keys that say how callers prove who they are, and of the sessions of legacy clients. */
final class AuthKeys {
    /** HS256 takes a key of at least 256 bits (RFC 7518, section 3.2). */
    static final int LEAST_SECRET_BYTES = 32;

    private static final List<String> ALGORITHM_NAMES = List.of(
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA");

    static final Key<Boolean> OPEN =
            Key.of("auth.open", Kinds.truth(), "serve without authentication; refused unless bound to loopback");
    static final Key<Secret> SECRET = Key.optional(
                    "auth.secret",
                    Kinds.secret(LEAST_SECRET_BYTES),
                    "key of HS256, HS384 and HS512 tokens, at least 32 bytes")
            .env("JWT_SECRET");
    static final Key<Path> PUBLIC_KEY = Key.optional(
                    "auth.publicKeyPath", Kinds.path(), "PEM file with a public key (RSA, EC or Ed25519)")
            .env("JWT_PUBLIC_KEY_PATH");
    static final Key<String> JWKS = Key.optional(
                    "auth.jwks", AddressKinds.keySet(), "a file or an https address of a JSON Web Key Set")
            .env("JWKS_URI");
    static final Key<Duration> REFRESH = Key.of(
            "auth.jwksRefresh",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
            "how often the key set is fetched again when its answer does not say");
    static final Key<Duration> COOLDOWN = Key.of(
            "auth.jwksCooldown",
            Kinds.duration(Duration.ofMillis(100), Duration.ofHours(1)),
            "least time between two fetches caused by unknown key ids");
    static final Key<List<String>> ALGORITHMS = Key.of(
            "auth.algorithms",
            Kinds.listOf(Kinds.choice(ALGORITHM_NAMES, Function.identity()), ALGORITHM_NAMES.size()),
            "the signature algorithms accepted");
    static final Key<String> ISSUER = Key.optional(
                    "auth.issuer", Kinds.text(1024), "required iss; without one any is accepted")
            .env("JWT_ISSUER");
    static final Key<String> AUDIENCE = Key.optional(
                    "auth.audience", Kinds.text(1024), "required member of aud; without one any is accepted")
            .env("AUDIENCE");
    static final Key<Duration> LEEWAY = Key.of(
            "auth.leeway", Kinds.duration(Duration.ZERO, Duration.ofMinutes(5)), "clock skew forgiven for exp and nbf");
    static final Key<List<String>> ROLES = Key.of(
            "auth.rolesClaims",
            Kinds.listOf(
                    Kinds.form(
                            "[^/]{1,128}(/[^/]{1,128}){0,7}",
                            "is not the path of a claim",
                            "write it as realm_access/roles"),
                    16),
            "paths of claims that hold roles");
    static final Key<List<String>> EXPOSED = Key.of(
            "auth.exposedClaims",
            Kinds.listOf(Kinds.text(128), 32),
            "claims that tools may see besides roles and scope");
    static final Key<List<String>> LOCAL_ROLES = Key.of(
            "auth.localRoles",
            Kinds.listOf(Kinds.text(128), 64),
            "roles of the local user who calls over standard input (sluice stdio)");
    static final Key<Duration> CACHE_TTL = Key.of(
            "auth.cacheTtl",
            Kinds.duration(Duration.ZERO, Duration.ofSeconds(60)),
            "how long a verified token is remembered, never past its exp");
    static final Key<Integer> CACHE_SIZE =
            Key.of("auth.cacheSize", Kinds.integer(0, 1_000_000), "how many tokens are remembered per shard");
    static final Key<Integer> FAILURES = Key.of(
            "auth.failureBudget",
            Kinds.integer(1, 1_000_000),
            "failed verifications that one address may cause per minute before it is refused unheard");
    static final Key<Bytes> MAX_TOKEN =
            Key.of("auth.maxTokenSize", Kinds.size(new Bytes(256), Bytes.kib(64)), "longest token that is looked at");
    static final Key<Secret> SESSION_KEY = Key.optional(
                    "sessions.key",
                    Kinds.secret(LEAST_SECRET_BYTES),
                    "secret that seals session ids, the same on every node; without one each start makes its own")
            .env("SESSION_KEY");
    static final Key<Duration> SESSION_TTL = Key.of(
            "sessions.ttl",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(30)),
            "how long a session id is accepted");

    static final List<Key<?>> ALL = List.of(
            OPEN,
            SECRET,
            PUBLIC_KEY,
            JWKS,
            REFRESH,
            COOLDOWN,
            ALGORITHMS,
            ISSUER,
            AUDIENCE,
            LEEWAY,
            ROLES,
            EXPOSED,
            LOCAL_ROLES,
            CACHE_TTL,
            CACHE_SIZE,
            FAILURES,
            MAX_TOKEN,
            SESSION_KEY,
            SESSION_TTL);

    private AuthKeys() {}

    static AuthConfig auth(Values values) {
        return new AuthConfig(
                values.get(OPEN),
                values.find(SECRET),
                values.find(PUBLIC_KEY),
                values.find(JWKS),
                values.get(REFRESH),
                values.get(COOLDOWN),
                values.get(ALGORITHMS),
                values.find(ISSUER),
                values.find(AUDIENCE),
                values.get(LEEWAY),
                values.get(ROLES),
                values.get(EXPOSED),
                values.get(LOCAL_ROLES),
                values.get(CACHE_TTL),
                values.get(CACHE_SIZE),
                values.get(FAILURES),
                values.get(MAX_TOKEN));
    }

    static SessionConfig sessions(Values values) {
        return new SessionConfig(values.find(SESSION_KEY), values.get(SESSION_TTL));
    }
}
