package dev.sluice.identity;

import dev.sluice.config.AuthConfig;
import dev.sluice.config.Bytes;
import dev.sluice.config.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Builds the configuration of a test: everything allowed, nothing configured, no leeway. */
final class AuthSettings {
    static final Secret SECRET = new Secret("an HMAC secret of tests, 32 bytes and more");

    private boolean open;
    private @Nullable Secret secret;
    private @Nullable Path pem;
    private @Nullable String jwks;
    private Duration refresh = Duration.ofMinutes(5);
    private Duration cooldown = Duration.ofSeconds(30);
    private List<String> algorithms = List.of(
            "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512",
            "EdDSA");
    private @Nullable String issuer;
    private @Nullable String audience;
    private Duration leeway = Duration.ZERO;
    private List<String> exposed = List.of();
    private Duration cacheTtl = Duration.ofSeconds(60);
    private int budget = 30;

    static AuthSettings withSecret() {
        return new AuthSettings().secret(SECRET);
    }

    AuthSettings open() {
        open = true;
        return this;
    }

    AuthSettings secret(Secret value) {
        secret = value;
        return this;
    }

    AuthSettings pem(Path value) {
        pem = value;
        return this;
    }

    AuthSettings jwks(String value) {
        jwks = value;
        return this;
    }

    AuthSettings refresh(Duration value) {
        refresh = value;
        return this;
    }

    AuthSettings cooldown(Duration value) {
        cooldown = value;
        return this;
    }

    AuthSettings algorithms(String... value) {
        algorithms = List.of(value);
        return this;
    }

    AuthSettings issuer(String value) {
        issuer = value;
        return this;
    }

    AuthSettings audience(String value) {
        audience = value;
        return this;
    }

    AuthSettings leeway(Duration value) {
        leeway = value;
        return this;
    }

    AuthSettings exposed(String... value) {
        exposed = List.of(value);
        return this;
    }

    AuthSettings cacheTtl(Duration value) {
        cacheTtl = value;
        return this;
    }

    AuthSettings budget(int value) {
        budget = value;
        return this;
    }

    AuthConfig build() {
        return new AuthConfig(
                open,
                Optional.ofNullable(secret),
                Optional.ofNullable(pem),
                Optional.ofNullable(jwks),
                refresh,
                cooldown,
                algorithms,
                Optional.ofNullable(issuer),
                Optional.ofNullable(audience),
                leeway,
                List.of("roles", "realm_access/roles", "https://example.com/roles"),
                exposed,
                List.of(),
                cacheTtl,
                10_000,
                budget,
                Bytes.kib(16));
    }
}
