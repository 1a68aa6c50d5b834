package dev.sluice.config;

import dev.sluice.config.RestConfig.Endpoint;
import dev.sluice.config.UpstreamConfig.Command;
import dev.sluice.config.UpstreamConfig.Remote;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Shows services and endpoints under the keys of the file. What may be a secret is masked: values of headers and
 * variables, queries of addresses, arguments of commands that look like one, and texts of requests that are more than
 * places for arguments.
 */
final class FederationView {
    private final SluiceConfig config;

    FederationView(SluiceConfig config) {
        this.config = config;
    }

    /** Everything, by the first name of its keys. */
    Map<String, @Nullable Object> tree() {
        FederationConfig federation = config.federation();
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("upstreams", each(federation.upstreams(), this::upstream));
        tree.put("rest", each(federation.rest(), this::rest));
        tree.put("servers", each(federation.servers(), (name, server) -> server(server)));
        tree.put("outbound", Map.of("allow", federation.allowed()));
        tree.put("pins", Map.of("file", federation.pins().toString()));
        return tree;
    }

    private static <T> Map<String, @Nullable Object> each(Map<String, T> named, Shower<T> shower) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        named.forEach((name, value) -> shown.put(name, shower.show(name, value)));
        return shown;
    }

    private Map<String, @Nullable Object> upstream(String name, UpstreamConfig upstream) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        switch (upstream.target()) {
            case Remote remote -> {
                tree.put("url", AddressKinds.withoutPassword(remote.url().toString()));
                tree.put("transport", Kinds.word(remote.transport()));
                tree.put("era", Kinds.word(upstream.era()));
            }
            case Command command -> {
                tree.put("command", CommandMask.masked(command.command()));
                tree.put("environment", each(command.environment(), (variable, value) -> EffectiveConfig.MASK));
                tree.put("directory", text(command.directory()));
            }
        }
        service(name, upstream.service(), tree);
        tree.put("sessions", Kinds.word(upstream.sessions()));
        tree.put("questions", upstream.questions());
        tree.put("maxParked", upstream.maxParked());
        tree.put("maxSessions", upstream.maxSessions());
        tree.put("sessionIdle", DurationText.of(upstream.sessionIdle()));
        tree.put("refresh", DurationText.of(upstream.refresh()));
        return tree;
    }

    private Map<String, @Nullable Object> rest(String name, RestConfig rest) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("url", AddressKinds.withoutPassword(rest.url().toString()));
        tree.put("openapi", text(rest.openapi()));
        tree.put("rename", rest.rename());
        tree.put("maxResponse", rest.maxResponse().toString());
        service(name, rest.service(), tree);
        tree.put("tools", each(rest.tools(), (tool, endpoint) -> endpoint(endpoint)));
        return tree;
    }

    private void service(String name, ServiceConfig service, Map<String, @Nullable Object> tree) {
        tree.put("prefix", service.prefix());
        tree.put("roles", List.copyOf(service.roles()));
        tree.put("include", service.include());
        tree.put("exclude", service.exclude());
        tree.put("pins", Kinds.word(service.pins()));
        tree.put("headers", each(service.headers(), (header, value) -> EffectiveConfig.MASK));
        tree.put("oauth", service.oauth().map(FederationView::credentials).orElse(null));
        tree.put("timeout", DurationText.of(service.timeout()));
        tree.put("connectTimeout", DurationText.of(service.connectTimeout()));
        tree.put("maxConnections", service.maxConnections());
        ProviderConfig provider = config.providers().get(name);
        if (provider != null) {
            tree.put("retries", provider.retries().orElse(null));
            tree.put("breaker", provider.breaker().map(EffectiveConfig::tree).orElse(null));
            tree.put(
                    "admission", provider.admission().map(EffectiveConfig::tree).orElse(null));
        }
    }

    private static Map<String, @Nullable Object> credentials(ClientCredentials credentials) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>(EffectiveConfig.tree(credentials));
        tree.put("tokenUrl", AddressKinds.withoutPassword(credentials.tokenUrl().toString()));
        return tree;
    }

    private static Map<String, @Nullable Object> endpoint(Endpoint endpoint) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>();
        tree.put("description", endpoint.description());
        tree.put("method", endpoint.method());
        tree.put("path", endpoint.path());
        tree.put("query", places(endpoint.query()));
        tree.put("headers", places(endpoint.headers()));
        tree.put("body", endpoint.body().map(FederationView::places).orElse(null));
        tree.put("input", endpoint.input());
        tree.put("output", endpoint.output().orElse(null));
        tree.put("result", endpoint.result());
        tree.put("readOnly", endpoint.readOnly());
        tree.put("idempotent", endpoint.idempotent());
        return tree;
    }

    /** Texts that are nothing but places for arguments as they are, all others masked. */
    private static @Nullable Object places(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> shown = new LinkedHashMap<>();
                map.forEach((key, inner) -> shown.put(String.valueOf(key), places(inner)));
                yield shown;
            }
            case List<?> list -> list.stream().map(FederationView::places).toList();
            case String text -> TemplateText.isOnlyPlaces(text) ? text : EffectiveConfig.MASK;
            default -> value;
        };
    }

    private static Map<String, @Nullable Object> server(VirtualServerConfig server) {
        Map<String, @Nullable Object> tree = new LinkedHashMap<>(EffectiveConfig.tree(server));
        OptionalInt perUser = server.perUser();
        tree.put("perUser", perUser.isPresent() ? perUser.getAsInt() : null);
        return tree;
    }

    private static @Nullable String text(Optional<?> value) {
        return value.map(String::valueOf).orElse(null);
    }

    /** How one of several things with names is shown. */
    private interface Shower<T> {
        Object show(String name, T value);
    }
}
