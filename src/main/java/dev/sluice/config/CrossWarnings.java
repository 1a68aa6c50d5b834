package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What is allowed but hardly meant, or good to know: one line each, never a secret. */
final class CrossWarnings {
    private final SluiceConfig config;
    private final Sources sources;
    private final List<String> warnings = new ArrayList<>();

    CrossWarnings(SluiceConfig config, Sources sources) {
        this.config = config;
        this.sources = sources;
    }

    List<String> all() {
        doors();
        keys();
        stores();
        bounds();
        return List.copyOf(warnings);
    }

    private void doors() {
        if (!config.server().tls().enabled()) {
            warn("server.tls.enabled", "false serves plain HTTP: tokens cross the network readable");
        }
        AuthConfig auth = config.auth();
        if (auth.open()) {
            warn("auth.open", "true lets every program on this machine call every tool");
        }
        if (auth.maxTokenSize().count() > config.server().maxHeaderSize().count()) {
            warn(
                    "auth.maxTokenSize",
                    auth.maxTokenSize() + " does not fit into server.maxHeaderSize, "
                            + config.server().maxHeaderSize());
        }
        if (auth.jwks().isPresent() && auth.audience().isEmpty()) {
            warn("auth.audience", "is not set: tokens that were issued for other services are accepted");
        }
    }

    private void keys() {
        AuthConfig auth = config.auth();
        boolean symmetric = auth.algorithms().stream().anyMatch(name -> name.startsWith("HS"));
        boolean asymmetric = auth.algorithms().stream().anyMatch(name -> !name.startsWith("HS"));
        unused("auth.secret", auth.secret(), auth.open() || !symmetric);
        unused("auth.publicKeyPath", auth.publicKeyPath(), auth.open() || !asymmetric);
        unused("auth.jwks", auth.jwks(), auth.open() || !asymmetric);
    }

    private void unused(String path, Optional<?> value, boolean unused) {
        if (value.isPresent() && unused) {
            warn(
                    path,
                    "is not used: " + (config.auth().open() ? "auth.open is true" : "auth.algorithms leaves it out"));
        }
    }

    private void stores() {
        RedisConfig redis = config.redis();
        if (redis.urls().isEmpty() && redis.password().isPresent()) {
            warn("redis.password", "is not used: redis.urls is empty");
        }
        if (redis.masterName().isPresent() && redis.mode() != RedisConfig.Mode.SENTINEL) {
            warn("redis.masterName", "is not used: redis.mode is not sentinel");
        }
        if (!redis.urls().isEmpty() && config.sessions().key().isEmpty()) {
            warn("sessions.key", "is not set: a session opened on one node is unknown to the others");
        }
        if (!config.ledger().enabled()) {
            warn("ledger.enabled", "false: nobody can tell later who did what");
        }
    }

    private void bounds() {
        int most = config.admission().maxRunning();
        new TreeMap<>(config.providers())
                .forEach((name, provider) -> bound(section(name), name, provider.admission(), most));
        for (Map.Entry<String, ToolConfig> tool : new TreeMap<>(config.tools()).entrySet()) {
            bound("tools", tool.getKey(), tool.getValue().admission(), most);
        }
    }

    private String section(String provider) {
        if (config.federation().upstreams().containsKey(provider)) {
            return "upstreams";
        }
        return config.federation().rest().containsKey(provider) ? "rest" : "providers";
    }

    private void bound(String kind, String name, Optional<AdmissionConfig> own, int most) {
        KeyPath path = KeyPath.of(kind).child(name).child("admission").child("maxRunning");
        if (own.isPresent() && own.get().maxRunning() > most && sources.says(path)) {
            warn(path, own.get().maxRunning() + " is never reached: the node runs " + most + " at most");
        }
    }

    private void warn(String path, String text) {
        warn(KeyPath.of(path), text);
    }

    private void warn(KeyPath path, String text) {
        warnings.add(sources.of(path) + ": " + path + ": " + text);
    }
}
