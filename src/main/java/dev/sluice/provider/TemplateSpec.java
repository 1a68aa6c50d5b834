package dev.sluice.provider;

import java.util.Set;

/**
 * A template of resources as its author describes it.
 *
 * @param uriTemplate RFC 6570 level 1: {@code scheme://path/{name}}
 * @param name a short name
 * @param description what is behind it
 * @param mimeType the type of what fits it
 * @param roles who may see it and read what fits it; empty for every authenticated caller
 */
public record TemplateSpec(String uriTemplate, String name, String description, String mimeType, Set<String> roles) {
    public TemplateSpec {
        roles = Set.copyOf(roles);
    }

    /** A template for everybody. */
    public static TemplateSpec of(String uriTemplate, String name, String description, String mimeType) {
        return new TemplateSpec(uriTemplate, name, description, mimeType, Set.of());
    }

    /** The same template for these roles only. */
    public TemplateSpec allow(String... onlyRoles) {
        return new TemplateSpec(uriTemplate, name, description, mimeType, Set.of(onlyRoles));
    }
}
