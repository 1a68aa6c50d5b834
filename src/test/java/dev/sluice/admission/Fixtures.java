package dev.sluice.admission;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Principal;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
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
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** Calls and configurations of which a test says only what it is about. */
final class Fixtures {
    static final LimitsConfig NO_LIMITS = new LimitsConfig(0, 0, Duration.ofMinutes(1), 1000);
    private static final AtomicLong SEQUENCE = new AtomicLong();

    private Fixtures() {}

    static AdmissionConfig bounds(int maxRunning, int maxWaiting) {
        return new AdmissionConfig(maxRunning, maxWaiting, Duration.ofSeconds(30));
    }

    static SluiceConfig config(AdmissionConfig node) {
        return config(node, NO_LIMITS, Map.of(), Map.of());
    }

    static ToolConfig toolWith(AdmissionConfig bounds) {
        return new ToolConfig(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(bounds));
    }

    static ToolConfig toolWith(int perUser) {
        return new ToolConfig(Optional.empty(), Optional.empty(), Optional.of(perUser), Optional.empty());
    }

    static ProviderConfig providerWith(AdmissionConfig bounds) {
        return new ProviderConfig(true, Optional.empty(), Optional.of(bounds), Map.of());
    }

    static SluiceConfig config(
            AdmissionConfig node,
            LimitsConfig limits,
            Map<String, ProviderConfig> providers,
            Map<String, ToolConfig> tools) {
        Duration second = Duration.ofSeconds(1);
        Path nowhere = Path.of("nowhere");
        return new SluiceConfig(
                new ServerConfig(
                        "localhost",
                        0,
                        1,
                        new TlsConfig(false, nowhere, nowhere, TlsConfig.Engine.JDK),
                        Bytes.mib(1),
                        Bytes.kib(8),
                        second,
                        second,
                        10,
                        second,
                        List.of(),
                        List.of()),
                new CorsConfig(List.of(), second),
                new AuthConfig(
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        second,
                        second,
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        second,
                        List.of(),
                        List.of(),
                        List.of(),
                        second,
                        10,
                        10,
                        Bytes.kib(8)),
                new SessionConfig(Optional.empty(), second),
                limits,
                node,
                new BreakerConfig(5, second, second),
                new CallsConfig(second, 0, second, second, 10, Bytes.mib(1)),
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
                new RedisConfig(List.of(), RedisConfig.Mode.SINGLE, Optional.empty(), Optional.empty(), second),
                new LedgerConfig(false, Optional.empty(), 10, 10, second),
                new MetricsConfig(List.of(), "admin"),
                new LogConfig("info", LogConfig.Format.TEXT, Optional.empty(), Bytes.kib(1)),
                nowhere);
    }

    static Principal principal(String subject) {
        return new Principal("test", subject, Set.of(), Set.of(), Map.of(), Instant.MAX);
    }

    static Call call(String caller, String tool, Duration timeout) {
        return call(caller, tool, "fake", timeout);
    }

    static Call callTo(String provider) {
        return call("anybody", "slow", provider, Duration.ofSeconds(30));
    }

    private static Call call(String caller, String tool, String provider, Duration timeout) {
        return new Call(
                new CallId("test.0", SEQUENCE.incrementAndGet()),
                new ToolEntry(
                        tool,
                        provider,
                        tool,
                        RawJson.EMPTY_OBJECT,
                        Set.of(),
                        timeout,
                        false,
                        false,
                        TaskSupport.NONE,
                        arguments -> null),
                RawJson.EMPTY_OBJECT,
                null,
                principal(caller),
                new Caller("127.0.0.1", Revision.LATEST, ClientCapabilities.NONE, null, null, null, null),
                Answers.NONE,
                new Deadline(System.currentTimeMillis() + timeout.toMillis()));
    }

    static Call call(String caller) {
        return call(caller, "slow", Duration.ofSeconds(30));
    }
}
