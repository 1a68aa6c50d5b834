package dev.sluice.provider;

import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A tool as its author describes it.
 *
 * @param name {@code [A-Za-z0-9_.-]{1,64}}
 * @param title a name for people
 * @param description what it does and when to use it, for the model
 * @param inputSchema JSON Schema 2020-12 of the arguments; its root type is {@code object}
 * @param outputSchema JSON Schema of the structured result
 * @param roles who may call it; empty for every authenticated caller
 * @param timeout its time limit, when it differs from the default
 * @param readOnly changes nothing
 * @param destructive may delete or overwrite
 * @param idempotent calling it twice is as good as once: it may be retried
 * @param openWorld reaches out to things that nobody here controls, such as the web
 */
public record ToolSpec(
        String name,
        String title,
        String description,
        RawJson inputSchema,
        Optional<RawJson> outputSchema,
        Set<String> roles,
        Optional<Duration> timeout,
        boolean readOnly,
        boolean destructive,
        boolean idempotent,
        boolean openWorld) {

    /** A tool that may reach out to anything, which is what MCP assumes when a tool does not say. */
    public ToolSpec(
            String name,
            String title,
            String description,
            RawJson inputSchema,
            Optional<RawJson> outputSchema,
            Set<String> roles,
            Optional<Duration> timeout,
            boolean readOnly,
            boolean destructive,
            boolean idempotent) {
        this(
                name,
                title,
                description,
                inputSchema,
                outputSchema,
                roles,
                timeout,
                readOnly,
                destructive,
                idempotent,
                true);
    }

    /** A tool with the given name and description that takes no arguments and that everybody may call. */
    public static ToolSpec of(String name, String title, String description) {
        return new ToolSpec(
                name,
                title,
                description,
                RawJson.of("{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false}"),
                Optional.empty(),
                Set.of(),
                Optional.empty(),
                false,
                false,
                false);
    }

    public ToolSpec input(String schema) {
        return new ToolSpec(
                name,
                title,
                description,
                RawJson.of(schema),
                outputSchema,
                roles,
                timeout,
                readOnly,
                destructive,
                idempotent,
                openWorld);
    }

    public ToolSpec output(String schema) {
        return new ToolSpec(
                name,
                title,
                description,
                inputSchema,
                Optional.of(RawJson.of(schema)),
                roles,
                timeout,
                readOnly,
                destructive,
                idempotent,
                openWorld);
    }

    public ToolSpec allow(String... onlyRoles) {
        return new ToolSpec(
                name,
                title,
                description,
                inputSchema,
                outputSchema,
                Set.of(onlyRoles),
                timeout,
                readOnly,
                destructive,
                idempotent,
                openWorld);
    }

    public ToolSpec within(Duration limit) {
        return new ToolSpec(
                name,
                title,
                description,
                inputSchema,
                outputSchema,
                roles,
                Optional.of(limit),
                readOnly,
                destructive,
                idempotent,
                openWorld);
    }

    /** Marks a tool that changes nothing (and so may be retried). */
    public ToolSpec reading() {
        return new ToolSpec(
                name, title, description, inputSchema, outputSchema, roles, timeout, true, false, true, openWorld);
    }

    /** Marks a tool that may delete or overwrite. */
    public ToolSpec destroying() {
        return new ToolSpec(
                name,
                title,
                description,
                inputSchema,
                outputSchema,
                roles,
                timeout,
                false,
                true,
                idempotent,
                openWorld);
    }

    /** Marks a tool that may be called twice with the effect of once. */
    public ToolSpec repeatable() {
        return new ToolSpec(
                name,
                title,
                description,
                inputSchema,
                outputSchema,
                roles,
                timeout,
                readOnly,
                destructive,
                true,
                openWorld);
    }

    /** Marks a tool that touches nothing beyond what it keeps itself. */
    public ToolSpec closed() {
        return new ToolSpec(
                name,
                title,
                description,
                inputSchema,
                outputSchema,
                roles,
                timeout,
                readOnly,
                destructive,
                idempotent,
                false);
    }
}
