package dev.sluice.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The services behind the gateway and the endpoints before them.
 *
 * @param upstreams MCP servers by name, those that are switched off left out, in the order of the file
 * @param rest REST services by name, likewise
 * @param servers endpoints by name, in the order of the file; {@link VirtualServerConfig#DEFAULT} is {@code /mcp}
 * @param allowed names and networks (CIDR) besides public addresses that the gateway may connect to as a client; what the
 *     configuration names by a literal address or as localhost is allowed anyhow
 * @param pins the file of accepted tool definitions
 */
public record FederationConfig(
        Map<String, UpstreamConfig> upstreams,
        Map<String, RestConfig> rest,
        Map<String, VirtualServerConfig> servers,
        List<String> allowed,
        Path pins) {
    /** Nothing behind, one endpoint before. */
    public static final FederationConfig NONE =
            new FederationConfig(Map.of(), Map.of(), Map.of(), List.of(), Path.of("data", "pins.json"));

    public FederationConfig {
        upstreams = Collections.unmodifiableMap(new LinkedHashMap<>(upstreams));
        rest = Collections.unmodifiableMap(new LinkedHashMap<>(rest));
        servers = Collections.unmodifiableMap(new LinkedHashMap<>(servers));
        allowed = List.copyOf(allowed);
    }

    /** The same with more upstreams. */
    FederationConfig with(Map<String, UpstreamConfig> more) {
        Map<String, UpstreamConfig> all = new LinkedHashMap<>(upstreams);
        all.putAll(more);
        return new FederationConfig(all, rest, servers, allowed, pins);
    }

    /** The rules of an endpoint; everything for the default one when it has none of its own. */
    public Optional<VirtualServerConfig> server(String name) {
        VirtualServerConfig own = servers.get(name);
        return own == null && name.equals(VirtualServerConfig.DEFAULT)
                ? Optional.of(VirtualServerConfig.ALL)
                : Optional.ofNullable(own);
    }

    /** What a provider has in common with other services; empty for built-in ones and plugins. */
    public Optional<ServiceConfig> service(String provider) {
        UpstreamConfig upstream = upstreams.get(provider);
        RestConfig service = rest.get(provider);
        return upstream != null
                ? Optional.of(upstream.service())
                : Optional.ofNullable(service).map(RestConfig::service);
    }

    /** What stands before the names of a provider's tools and prompts at an endpoint. */
    public String prefix(String server, String provider) {
        String usual = service(provider).map(ServiceConfig::prefix).orElse("");
        return server(server)
                .map(rules -> rules.prefixes().getOrDefault(provider, usual))
                .orElse(usual);
    }

    /** The roles of which a caller needs one to use anything of a provider; empty for every authenticated caller. */
    public Set<String> roles(String provider) {
        return service(provider).map(ServiceConfig::roles).orElse(Set.of());
    }
}
