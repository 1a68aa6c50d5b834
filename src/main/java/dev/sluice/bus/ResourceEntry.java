package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.Set;

/**
 * A resource in the catalogue.
 *
 * @param uri the URI callers use
 * @param provider the provider that reads it
 * @param definition the definition as callers see it
 * @param roles who may see and read it; empty for every authenticated caller
 * @param timeout the time limit of reading it
 */
public record ResourceEntry(String uri, String provider, RawJson definition, Set<String> roles, Duration timeout) {
    public ResourceEntry {
        roles = Set.copyOf(roles);
    }
}
