package dev.sluice.config;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What all services behind the gateway have in common, upstream MCP servers and REST services.
 *
 * @param prefix put before the names of its tools and prompts; may be empty
 * @param roles who may see and use anything of it; empty for every authenticated caller
 * @param include patterns of its own tool names that are offered, {@code *} stands for any characters; empty for all
 * @param exclude patterns of its own tool names that are not offered
 * @param pins what becomes of definitions that nobody has accepted
 * @param headers sent with every request to it, by name in the order of the file
 * @param oauth how the gateway gets a token for it
 * @param timeout time limit of a call whose tool has no rule of its own
 * @param connectTimeout how long a connection to it may take
 * @param maxConnections connections to it at one time, of one shard
 */
public record ServiceConfig(
        String prefix,
        Set<String> roles,
        List<String> include,
        List<String> exclude,
        PinMode pins,
        Map<String, Secret> headers,
        Optional<ClientCredentials> oauth,
        Duration timeout,
        Duration connectTimeout,
        int maxConnections) {
    public ServiceConfig {
        roles = Set.copyOf(roles);
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }
}
