package dev.sluice.provider;

import dev.sluice.bus.TaskSupport;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A tool as its author describes it. Made with {@link #of} and refined by the methods that follow it, each of which gives a
 * changed copy.
 *
 * @param name {@code [A-Za-z0-9_.-]{1,64}}
 * @param title a name for people
 * @param description what it does and when to use it, for the model
 * @param inputSchema JSON Schema 2020-12 of the arguments; its root type is {@code object}
 * @param outputSchema JSON Schema of the structured result
 * @param hints what it may do to the world
 * @param rules who may call it and for how long
 * @param meta the {@code _meta} of its definition
 */
public record ToolSpec(
        String name,
        String title,
        String description,
        RawJson inputSchema,
        Optional<RawJson> outputSchema,
        Hints hints,
        Rules rules,
        Optional<RawJson> meta) {
    private static final RawJson NOTHING =
            RawJson.of("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}");

    /**
     * What a tool may do to the world (MCP, ToolAnnotations).
     *
     * @param readOnly changes nothing
     * @param destructive may delete or overwrite
     * @param idempotent calling it twice is as good as once: it may be retried
     * @param openWorld reaches out to things that nobody here controls, such as the web
     */
    public record Hints(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {
        /** What MCP assumes of a tool that does not say, but that it deletes nothing. */
        public static final Hints DEFAULT = new Hints(false, false, false, true);
    }

    /**
     * Under which rules a tool runs.
     *
     * @param roles who may call it; empty for every authenticated caller
     * @param timeout its time limit, when it differs from the default
     * @param tasks whether it can go on as a task
     */
    public record Rules(Set<String> roles, Optional<Duration> timeout, TaskSupport tasks) {
        /** Everybody, for the default time, never as a task. */
        public static final Rules DEFAULT = new Rules(Set.of(), Optional.empty(), TaskSupport.NONE);

        public Rules {
            roles = Set.copyOf(roles);
        }
    }

    /** A tool with the given name and description that takes no arguments and that everybody may call. */
    public static ToolSpec of(String name, String title, String description) {
        return new ToolSpec(
                name, title, description, NOTHING, Optional.empty(), Hints.DEFAULT, Rules.DEFAULT, Optional.empty());
    }

    public ToolSpec input(String schema) {
        return new ToolSpec(name, title, description, RawJson.of(schema), outputSchema, hints, rules, meta);
    }

    public ToolSpec output(String schema) {
        return new ToolSpec(name, title, description, inputSchema, Optional.of(RawJson.of(schema)), hints, rules, meta);
    }

    public ToolSpec allow(String... onlyRoles) {
        return with(new Rules(Set.of(onlyRoles), rules.timeout(), rules.tasks()));
    }

    public ToolSpec within(Duration limit) {
        return with(new Rules(rules.roles(), Optional.of(limit), rules.tasks()));
    }

    /** Says whether it can go on as a task; its reply may then be {@link Detach}. */
    public ToolSpec tasks(TaskSupport support) {
        return with(new Rules(rules.roles(), rules.timeout(), support));
    }

    /** Marks a tool that changes nothing (and so may be retried). */
    public ToolSpec reading() {
        return with(new Hints(true, false, true, hints.openWorld()));
    }

    /** Marks a tool that may delete or overwrite. */
    public ToolSpec destroying() {
        return with(new Hints(false, true, hints.idempotent(), hints.openWorld()));
    }

    /** Marks a tool that may be called twice with the effect of once. */
    public ToolSpec repeatable() {
        return with(new Hints(hints.readOnly(), hints.destructive(), true, hints.openWorld()));
    }

    /** Marks a tool that touches nothing beyond what it keeps itself. */
    public ToolSpec closed() {
        return with(new Hints(hints.readOnly(), hints.destructive(), hints.idempotent(), false));
    }

    /** Sets the {@code _meta} of the definition; an object. */
    public ToolSpec meta(String json) {
        return new ToolSpec(
                name, title, description, inputSchema, outputSchema, hints, rules, Optional.of(RawJson.of(json)));
    }

    private ToolSpec with(Hints newHints) {
        return new ToolSpec(name, title, description, inputSchema, outputSchema, newHints, rules, meta);
    }

    private ToolSpec with(Rules newRules) {
        return new ToolSpec(name, title, description, inputSchema, outputSchema, hints, newRules, meta);
    }
}
