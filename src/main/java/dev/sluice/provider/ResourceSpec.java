package dev.sluice.provider;

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
 */
public record ResourceSpec(
        String uri, String name, String description, String mimeType, OptionalLong size, Set<String> roles) {
    public ResourceSpec {
        roles = Set.copyOf(roles);
    }

    /** A resource for everybody. */
    public static ResourceSpec of(String uri, String name, String description, String mimeType) {
        return new ResourceSpec(uri, name, description, mimeType, OptionalLong.empty(), Set.of());
    }

    /** The same resource for these roles only. */
    public ResourceSpec allow(String... onlyRoles) {
        return new ResourceSpec(uri, name, description, mimeType, size, Set.of(onlyRoles));
    }
}
