package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import java.util.Set;

/**
 * A resource as its provider offers it.
 *
 * @param provider the provider's name
 * @param uri its URI
 * @param definition the definition as {@code resources/list} shows it
 * @param roles who may see and read it; empty for every authenticated caller
 */
public record ResourceDescriptor(String provider, String uri, RawJson definition, Set<String> roles) {
    public ResourceDescriptor {
        roles = Set.copyOf(roles);
    }
}
