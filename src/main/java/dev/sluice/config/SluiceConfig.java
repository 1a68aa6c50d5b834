package dev.sluice.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The whole configuration.
 *
 * @param dataDir where embedded stores live
 * @param providers by provider name; what is not named runs with defaults
 * @param tools by public tool name; rules on top of what the provider says
 * @param federation the services behind the gateway and the endpoints before them
 */
public record SluiceConfig(
        ServerConfig server,
        CorsConfig cors,
        AuthConfig auth,
        SessionConfig sessions,
        LimitsConfig limits,
        AdmissionConfig admission,
        BreakerConfig breaker,
        CallsConfig calls,
        DialogueConfig dialogue,
        StreamsConfig streams,
        TasksConfig tasks,
        Map<String, ProviderConfig> providers,
        Map<String, ToolConfig> tools,
        FederationConfig federation,
        RedisConfig redis,
        LedgerConfig ledger,
        MetricsConfig metrics,
        LogConfig log,
        Path dataDir) {
    public SluiceConfig {
        providers = Map.copyOf(providers);
        tools = Map.copyOf(tools);
    }

    /** The same configuration without authentication, for a gateway on a loopback address. */
    public SluiceConfig opened() {
        return with(server, auth.opened(), sessions, dataDir);
    }

    /** The same configuration with other services and endpoints, and the rules for their providers. */
    public SluiceConfig with(FederationConfig other, Map<String, ProviderConfig> otherProviders) {
        return with(other, otherProviders, tools);
    }

    /**
     * This configuration with what may change while a gateway runs as another one has it: services with the rules of their
     * providers, endpoints, rules of tools. All else stays, as {@link ChangeSet#restart} tells.
     */
    public SluiceConfig reloaded(SluiceConfig other) {
        FederationConfig services = new FederationConfig(
                other.federation.upstreams(),
                other.federation.rest(),
                other.federation.servers(),
                federation.allowed(),
                federation.pins());
        Map<String, ProviderConfig> rules = new HashMap<>(providers);
        rules.keySet()
                .removeIf(name -> federation.service(name).isPresent()
                        || services.service(name).isPresent());
        other.providers.forEach((name, rule) -> {
            if (services.service(name).isPresent()) {
                rules.put(name, rule);
            }
        });
        return with(services, rules, other.tools);
    }

    private SluiceConfig with(
            FederationConfig otherFederation,
            Map<String, ProviderConfig> otherProviders,
            Map<String, ToolConfig> otherTools) {
        return new SluiceConfig(
                server,
                cors,
                auth,
                sessions,
                limits,
                admission,
                breaker,
                calls,
                dialogue,
                streams,
                tasks,
                otherProviders,
                otherTools,
                otherFederation,
                redis,
                ledger,
                metrics,
                log,
                dataDir);
    }

    /**
     * The same configuration with the servers of a file besides its own upstreams. What {@code providers} says of one of
     * them holds.
     *
     * @throws InvalidConfigException when a name is that of an upstream or REST service already
     */
    public SluiceConfig withServersFile(McpServersFile file) {
        List<Problem> problems = file.upstreams().keySet().stream()
                .filter(name -> federation.service(name).isPresent())
                .map(name -> new Problem(
                        "mcpServers." + name,
                        file.file().toString(),
                        "",
                        "is the name of a service of the configuration too",
                        "give one of them another name"))
                .toList();
        if (!problems.isEmpty()) {
            throw new InvalidConfigException(problems);
        }
        Map<String, ProviderConfig> rules = new HashMap<>(file.providers());
        rules.putAll(providers);
        return with(federation.with(file.upstreams()), rules);
    }

    /** The same configuration, with this key for what it seals unless it names one. */
    public SluiceConfig sealedWith(Secret key) {
        return sessions.key().isPresent()
                ? this
                : with(server, auth, new SessionConfig(Optional.of(key), sessions.ttl()), dataDir);
    }

    /**
     * The same configuration for a gateway that serves its own user over standard input: one event loop, nobody to be
     * authenticated.
     *
     * @param ownDataDir where its embedded stores live
     */
    public SluiceConfig local(Path ownDataDir) {
        return with(server.onOneLoop(), auth.opened(), sessions, ownDataDir);
    }

    private SluiceConfig with(ServerConfig newServer, AuthConfig newAuth, SessionConfig newSessions, Path newDataDir) {
        return new SluiceConfig(
                newServer,
                cors,
                newAuth,
                newSessions,
                limits,
                admission,
                breaker,
                calls,
                dialogue,
                streams,
                tasks,
                providers,
                tools,
                federation,
                redis,
                ledger,
                metrics,
                log,
                newDataDir);
    }

    /**
     * The configuration as YAML with every key and the value in force, for people to read. Secrets, passwords in
     * addresses and texts among a provider's settings appear as {@code ***}; what has no value as {@code null}.
     */
    public String describe() {
        return EffectiveConfig.describe(this);
    }
}
