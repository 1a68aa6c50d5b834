package dev.sluice.provider;

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
import dev.sluice.config.ProviderConfig;
import dev.sluice.config.RedisConfig;
import dev.sluice.config.ServerConfig;
import dev.sluice.config.SessionConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.StreamsConfig;
import dev.sluice.config.TasksConfig;
import dev.sluice.config.TlsConfig;
import dev.sluice.config.ToolConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A whole configuration of which a test says only what it is about. */
public record TestConfig(
        BreakerConfig breaker,
        CallsConfig calls,
        Map<String, ProviderConfig> providers,
        Map<String, ToolConfig> tools) {
    private static final Duration SECOND = Duration.ofSeconds(1);

    public static TestConfig defaults() {
        return new TestConfig(
                new BreakerConfig(5, Duration.ofSeconds(60), Duration.ofSeconds(60)),
                new CallsConfig(
                        Duration.ofSeconds(30), 2, Duration.ofMillis(5), Duration.ofMillis(20), 10, Bytes.kib(64)),
                Map.of(),
                Map.of());
    }

    public TestConfig breaker(int failures, Duration openFor) {
        return new TestConfig(new BreakerConfig(failures, Duration.ofSeconds(60), openFor), calls, providers, tools);
    }

    public TestConfig retries(int retries, int budgetPercent) {
        CallsConfig changed = new CallsConfig(
                calls.timeout(),
                retries,
                calls.retryInitialDelay(),
                calls.retryMaxDelay(),
                budgetPercent,
                calls.maxResultSize());
        return new TestConfig(breaker, changed, providers, tools);
    }

    public TestConfig providers(Map<String, ProviderConfig> rules) {
        return new TestConfig(breaker, calls, rules, tools);
    }

    public TestConfig tools(Map<String, ToolConfig> rules) {
        return new TestConfig(breaker, calls, providers, rules);
    }

    public SluiceConfig build() {
        return new SluiceConfig(
                new ServerConfig(
                        "127.0.0.1",
                        0,
                        1,
                        new TlsConfig(true, Path.of("key.pem"), Path.of("cert.pem"), TlsConfig.Engine.AUTO),
                        Bytes.mib(1),
                        Bytes.kib(16),
                        SECOND,
                        SECOND,
                        100,
                        SECOND,
                        List.of(),
                        List.of()),
                new CorsConfig(List.of(), SECOND),
                auth(),
                new SessionConfig(Optional.empty(), SECOND),
                new LimitsConfig(100, 100, SECOND, 100),
                new AdmissionConfig(100, 200, SECOND),
                breaker,
                calls,
                new DialogueConfig(10, Duration.ofMinutes(10), Bytes.kib(64), 1_000, Bytes.kib(16)),
                new StreamsConfig(
                        1_000,
                        64,
                        Duration.ofSeconds(15),
                        Bytes.mib(1),
                        Duration.ofMinutes(2),
                        Duration.ofMillis(50),
                        false),
                new TasksConfig(100, 50, Duration.ofHours(1), Bytes.mib(64)),
                providers,
                tools,
                FederationConfig.NONE,
                new RedisConfig(List.of(), RedisConfig.Mode.SINGLE, Optional.empty(), Optional.empty(), SECOND),
                new LedgerConfig(false, Optional.empty(), 10, 10, SECOND),
                new MetricsConfig(List.of(), "metrics"),
                new LogConfig("info", LogConfig.Format.TEXT, Optional.empty(), Bytes.kib(1)),
                Path.of("data"));
    }

    private static AuthConfig auth() {
        return new AuthConfig(
                false,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                SECOND,
                SECOND,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                SECOND,
                List.of(),
                List.of(),
                List.of(),
                SECOND,
                10,
                10,
                Bytes.kib(8));
    }
}
