package dev.sluice;

import dev.sluice.config.ConfigLoader;
import dev.sluice.config.ConfigWatcher;
import dev.sluice.config.Secret;
import dev.sluice.config.SluiceConfig;
import dev.sluice.identity.TokenMint;
import dev.sluice.identity.TokenRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** A whole gateway on a free port with real TLS and real tokens, for tests that drive it from outside. */
public final class GatewayFixture implements AutoCloseable {
    static final String SECRET = "a-secret-for-tests-that-is-long-enough-0123456789";

    private final Path folder;
    private final Gateway gateway;
    private final SluiceConfig config;
    private final Map<String, String> environment;
    private final HttpClient client;

    private GatewayFixture(Path folder, Gateway gateway, SluiceConfig config, Map<String, String> environment) {
        this.folder = folder;
        this.gateway = gateway;
        this.config = config;
        this.environment = environment;
        this.client = TrustingClient.of(folder.resolve("cert.pem"));
    }

    /** A gateway with the defaults. */
    public static GatewayFixture start() {
        return start("", Map.of());
    }

    /** A gateway with the given YAML on top of the defaults. */
    public static GatewayFixture start(String yaml) {
        return start(yaml, Map.of());
    }

    /** A gateway with YAML and environment on top of the defaults. */
    public static GatewayFixture start(String yaml, Map<String, String> environment) {
        return start(yaml, environment, unused -> {});
    }

    /**
     * A gateway with YAML and environment on top of the defaults.
     *
     * @param plugins puts jars into the folder of plugins
     */
    public static GatewayFixture start(String yaml, Map<String, String> environment, Consumer<Path> plugins) {
        return start(yaml, environment, plugins, (config, folder) -> config);
    }

    /**
     * A gateway with YAML on top of the defaults and something else on top of that.
     *
     * @param change is given the folder of the gateway as well
     */
    static GatewayFixture start(String yaml, BiFunction<SluiceConfig, Path, SluiceConfig> change) {
        return start(yaml, Map.of(), unused -> {}, change);
    }

    private static GatewayFixture start(
            String yaml,
            Map<String, String> environment,
            Consumer<Path> plugins,
            BiFunction<SluiceConfig, Path, SluiceConfig> change) {
        try {
            Path folder = Files.createTempDirectory("sluice-test");
            plugins.accept(Files.createDirectory(folder.resolve("plugins")));
            SelfSigned.write(folder.resolve("key.pem"), folder.resolve("cert.pem"));
            Path file = Files.writeString(folder.resolve("sluice.yaml"), yaml);
            Map<String, String> env = new HashMap<>(Map.of(
                    "HOST",
                    "127.0.0.1",
                    "PORT",
                    "0",
                    "JWT_SECRET",
                    SECRET,
                    "TLS_KEY_PATH",
                    folder.resolve("key.pem").toString(),
                    "TLS_CERT_PATH",
                    folder.resolve("cert.pem").toString(),
                    "DATA_DIR",
                    folder.resolve("data").toString()));
            env.putAll(environment);
            SluiceConfig config =
                    change.apply(ConfigLoader.load(Optional.of(file), env).config(), folder);
            GatewayOptions options =
                    new GatewayOptions(config, true, folder.resolve("plugins"), "test", InstantSource.system());
            return new GatewayFixture(folder, Gateway.start(options).await(60, TimeUnit.SECONDS), config, env);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the gateway did not start in time", e);
        }
    }

    public int port() {
        return gateway.port();
    }

    public URI url(String path) {
        String scheme = config.server().tls().enabled() ? "https" : "http";
        return URI.create(scheme + "://localhost:" + gateway.port() + path);
    }

    public URI mcp() {
        return url("/mcp");
    }

    public Path caCertificate() {
        return folder.resolve("cert.pem");
    }

    public SluiceConfig config() {
        return config;
    }

    public HttpClient client() {
        return client;
    }

    /** A token for a subject with roles, valid for an hour. */
    public String token(String subject, String... roles) {
        TokenRequest request = TokenRequest.accepted(
                config.auth(), subject, List.of(roles), Optional.of(subject + "@example.com"), Duration.ofHours(1));
        return TokenMint.mint(new Secret(SECRET), request, InstantSource.system());
    }

    /** Somebody with a fresh token. */
    public TestCaller as(String subject, String... roles) {
        return new TestCaller(this, Optional.of(token(subject, roles)));
    }

    /** Somebody with the given token. */
    public TestCaller withToken(String token) {
        return new TestCaller(this, Optional.of(token));
    }

    /** Somebody without a token. */
    public TestCaller nobody() {
        return new TestCaller(this, Optional.empty());
    }

    /** The configuration file. */
    Path file() {
        return folder.resolve("sluice.yaml");
    }

    /** Follows the configuration file from now on. */
    ConfigWatcher follow() {
        ConfigWatcher watcher = ConfigWatcher.of(config, file(), environment);
        gateway.follow(watcher);
        return watcher;
    }

    Gateway gateway() {
        return gateway;
    }

    @Override
    public void close() {
        client.close();
        try {
            gateway.stop(Duration.ofSeconds(5)).await(30, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException e) {
            throw new IllegalStateException("the gateway did not stop in time", e);
        }
    }
}
