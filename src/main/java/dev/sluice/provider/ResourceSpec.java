package dev.sluice.provider;

import dev.sluice.mcp.RawJson;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A resource as its author describes it.
 *
 * @param uri absolute URI, unique on the node
 * @param name a short name
 * @param description what is in it
 * @param mimeType its type
 * @param size bytes, empty when not known
 * @param roles who may see and read it; empty for every authenticated caller
 * @param title a name for people, empty for none
 * @param meta the {@code _meta} of its definition
 */
public record ResourceSpec(
        String uri,
        String name,
        String description,
        String mimeType,
        OptionalLong size,
        Set<String> roles,
        String title,
        Optional<RawJson> meta) {
    public ResourceSpec {
        roles = Set.copyOf(roles);
    }

    /** A resource without title and {@code _meta}. */
    public ResourceSpec(
            String uri, String name, String description, String mimeType, OptionalLong size, Set<String> roles) {
        this(uri, name, description, mimeType, size, roles, "", Optional.empty());
    }

    /** A resource for everybody. */
    public static ResourceSpec of(String uri, String name, String description, String mimeType) {
        return new ResourceSpec(uri, name, description, mimeType, OptionalLong.empty(), Set.of());
    }

    /** The same resource for these roles only. */
    public ResourceSpec allow(String... onlyRoles) {
        return new ResourceSpec(uri, name, description, mimeType, size, Set.of(onlyRoles), title, meta);
    }

    /** The same resource with a name for people. */
    public ResourceSpec titled(String newTitle) {
        return new ResourceSpec(uri, name, description, mimeType, size, roles, newTitle, meta);
    }

    /** The same resource with this {@code _meta} in its definition; an object. */
    public ResourceSpec meta(String json) {
        return new ResourceSpec(uri, name, description, mimeType, size, roles, title, Optional.of(RawJson.of(json)));
    }
}
