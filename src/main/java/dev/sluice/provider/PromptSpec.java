package dev.sluice.provider;

import dev.sluice.mcp.RawJson;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A prompt as its author describes it.
 *
 * @param name {@code [A-Za-z0-9_.-]{1,64}}
 * @param title a name for people
 * @param description what it is for
 * @param arguments what it can be filled with
 * @param roles who may ask for it; empty for every authenticated caller
 * @param meta the {@code _meta} of its definition
 */
public record PromptSpec(
        String name,
        String title,
        String description,
        List<Argument> arguments,
        Set<String> roles,
        Optional<RawJson> meta) {
    /** One argument; its value is a text. */
    public record Argument(String name, String description, boolean required) {}

    public PromptSpec {
        arguments = List.copyOf(arguments);
        roles = Set.copyOf(roles);
    }

    /** A prompt without {@code _meta}. */
    public PromptSpec(String name, String title, String description, List<Argument> arguments, Set<String> roles) {
        this(name, title, description, arguments, roles, Optional.empty());
    }

    /** A prompt for everybody. */
    public static PromptSpec of(String name, String title, String description, Argument... arguments) {
        return new PromptSpec(name, title, description, List.of(arguments), Set.of());
    }

    /** The same prompt for these roles only. */
    public PromptSpec allow(String... onlyRoles) {
        return new PromptSpec(name, title, description, arguments, Set.of(onlyRoles), meta);
    }

    /** The same prompt with this {@code _meta} in its definition; an object. */
    public PromptSpec meta(String json) {
        return new PromptSpec(name, title, description, arguments, roles, Optional.of(RawJson.of(json)));
    }
}
