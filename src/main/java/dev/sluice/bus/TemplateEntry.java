package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.UriTemplate;
import java.time.Duration;
import java.util.Set;

/**
 * A resource template in the catalogue.
 *
 * @param template tells which URIs are its own
 * @param provider the provider that reads them
 * @param definition the definition as callers see it
 * @param roles who may see it and read what fits it; empty for every authenticated caller
 * @param timeout the time limit of reading
 */
public record TemplateEntry(
        UriTemplate template, String provider, RawJson definition, Set<String> roles, Duration timeout) {
    public TemplateEntry {
        roles = Set.copyOf(roles);
    }
}
