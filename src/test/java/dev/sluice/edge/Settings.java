package dev.sluice.edge;

import dev.sluice.config.AdmissionConfig;
import dev.sluice.config.AuthConfig;
import dev.sluice.config.BreakerConfig;
import dev.sluice.config.Bytes;
import dev.sluice.config.CallsConfig;
import dev.sluice.config.CorsConfig;
import dev.sluice.config.DialogueConfig;
import dev.sluice.config.FederationConfig;
import dev.sluice.config.LedgerConfig;
import dev.sluice.config.LimitsConfig;
import dev.sluice.config.LogConfig;
import dev.sluice.config.MetricsConfig;
import dev.sluice.config.RedisConfig;
import dev.sluice.config.Secret;
import dev.sluice.config.ServerConfig;
import dev.sluice.config.SessionConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.StreamsConfig;
import dev.sluice.config.TasksConfig;
import dev.sluice.config.TlsConfig;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SelfSignedCertificate;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole configuration for tests; each test changes the few settings it is about. */
final class Settings {
    static final SelfSignedCertificate CERTIFICATE = SelfSignedCertificate.create("localhost");

    String host = "127.0.0.1";
    int port;
    boolean tls = true;
    TlsConfig.Engine engine = TlsConfig.Engine.AUTO;
    Path keyPath = Path.of(pem().getKeyPath());
    Path certPath = Path.of(pem().getCertPath());
    long maxBody = 64 * 1024;
    long maxHeader = 8 * 1024;
    Duration idle = Duration.ofSeconds(30);
    Duration body = Duration.ofSeconds(10);
    Duration shutdown = Duration.ofSeconds(5);
    int maxConnections = 1_000;
    boolean open;
    Duration sessionTtl = Duration.ofHours(1);
    int streams = 1_000;
    int streamsPerUser = 64;
    Duration heartbeat = Duration.ofSeconds(15);
    long streamBuffer = 1024 * 1024;
    boolean httpSse;
    Duration resumeFor = Duration.ofMinutes(2);
    int rounds = 10;
    Duration dialogue = Duration.ofMinutes(10);
    List<String> origins = List.of();
    List<String> proxies = List.of();
    List<String> hosts = List.of();
    int tasksPerUser = 50;
    FederationConfig federation = FederationConfig.NONE;

    SluiceConfig build() {
        return new SluiceConfig(
                new ServerConfig(
                        host,
                        port,
                        1,
                        new TlsConfig(tls, keyPath, certPath, engine),
                        new Bytes(maxBody),
                        new Bytes(maxHeader),
                        idle,
                        body,
                        maxConnections,
                        shutdown,
                        proxies,
                        hosts),
                new CorsConfig(origins, Duration.ofHours(1)),
                auth(),
                new SessionConfig(Optional.of(new Secret("a secret for tests")), sessionTtl),
                new LimitsConfig(100, 1_000, Duration.ofMinutes(1), 1_000),
                new AdmissionConfig(100, 200, Duration.ofSeconds(5)),
                new BreakerConfig(5, Duration.ofMinutes(1), Duration.ofMinutes(1)),
                new CallsConfig(
                        Duration.ofSeconds(30), 0, Duration.ofMillis(100), Duration.ofSeconds(1), 10, Bytes.mib(1)),
                new DialogueConfig(rounds, dialogue, Bytes.kib(64), 1_000, Bytes.kib(16)),
                new StreamsConfig(
                        streams,
                        streamsPerUser,
                        heartbeat,
                        new Bytes(streamBuffer),
                        resumeFor,
                        Duration.ofMillis(50),
                        httpSse),
                new TasksConfig(100, tasksPerUser, Duration.ofHours(1), Bytes.mib(64)),
                Map.of(),
                Map.of(),
                federation,
                new RedisConfig(
                        List.of(), RedisConfig.Mode.SINGLE, Optional.empty(), Optional.empty(), Duration.ofSeconds(1)),
                new LedgerConfig(false, Optional.empty(), 100, 10, Duration.ofSeconds(1)),
                new MetricsConfig(List.of(), "metrics"),
                new LogConfig("info", LogConfig.Format.TEXT, Optional.empty(), Bytes.kib(1)),
                Path.of("target"));
    }

    private AuthConfig auth() {
        return new AuthConfig(
                open,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Duration.ofMinutes(5),
                Duration.ofSeconds(30),
                List.of("HS256"),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(5),
                List.of("roles"),
                List.of(),
                List.of(),
                Duration.ofSeconds(60),
                1_000,
                30,
                Bytes.kib(8));
    }

    private static PemKeyCertOptions pem() {
        return CERTIFICATE.keyCertOptions();
    }
}
