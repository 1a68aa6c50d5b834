package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.UriTemplate;
import java.util.Set;

/**
 * A resource template as its provider offers it.
 *
 * @param provider the provider's name
 * @param template the template
 * @param definition the definition as {@code resources/templates/list} shows it
 * @param roles who may see it and read what fits it; empty for every authenticated caller
 */
public record TemplateDescriptor(String provider, UriTemplate template, RawJson definition, Set<String> roles) {
    public TemplateDescriptor {
        roles = Set.copyOf(roles);
    }
}
