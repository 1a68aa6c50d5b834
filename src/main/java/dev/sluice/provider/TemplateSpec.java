package dev.sluice.provider;

import dev.sluice.mcp.RawJson;
import java.util.Optional;
import java.util.Set;

/**
 * A template of resources as its author describes it.
 *
 * @param uriTemplate RFC 6570 level 1: {@code scheme://path/{name}}
 * @param name a short name
 * @param description what is behind it
 * @param mimeType the type of what fits it
 * @param roles who may see it and read what fits it; empty for every authenticated caller
 * @param title a name for people, empty for none
 * @param meta the {@code _meta} of its definition
 */
public record TemplateSpec(
        String uriTemplate,
        String name,
        String description,
        String mimeType,
        Set<String> roles,
        String title,
        Optional<RawJson> meta) {
    public TemplateSpec {
        roles = Set.copyOf(roles);
    }

    /** A template without title and {@code _meta}. */
    public TemplateSpec(String uriTemplate, String name, String description, String mimeType, Set<String> roles) {
        this(uriTemplate, name, description, mimeType, roles, "", Optional.empty());
    }

    /** A template for everybody. */
    public static TemplateSpec of(String uriTemplate, String name, String description, String mimeType) {
        return new TemplateSpec(uriTemplate, name, description, mimeType, Set.of());
    }

    /** The same template for these roles only. */
    public TemplateSpec allow(String... onlyRoles) {
        return new TemplateSpec(uriTemplate, name, description, mimeType, Set.of(onlyRoles), title, meta);
    }

    /** The same template with a name for people. */
    public TemplateSpec titled(String newTitle) {
        return new TemplateSpec(uriTemplate, name, description, mimeType, roles, newTitle, meta);
    }

    /** The same template with this {@code _meta} in its definition; an object. */
    public TemplateSpec meta(String json) {
        return new TemplateSpec(uriTemplate, name, description, mimeType, roles, title, Optional.of(RawJson.of(json)));
    }
}
