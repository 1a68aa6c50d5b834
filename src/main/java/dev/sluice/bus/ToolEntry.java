package dev.sluice.bus;

import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.Set;

/**
 * A tool in the catalogue: where it is routed and under which rules.
 *
 * @param name the name callers use
 * @param ruleName the name by which rules know it, the same at every endpoint
 * @param provider the provider that runs it
 * @param localName the provider's own name of it
 * @param definition the definition as callers see it
 * @param roles who may call it; empty for every authenticated caller
 * @param timeout its time limit
 * @param readOnly whether it changes nothing
 * @param idempotent whether it may be retried
 * @param tasks whether it can go on as a task
 * @param check tells whether arguments fit its input schema
 */
public record ToolEntry(
        String name,
        String ruleName,
        String provider,
        String localName,
        RawJson definition,
        Set<String> roles,
        Duration timeout,
        boolean readOnly,
        boolean idempotent,
        TaskSupport tasks,
        ArgumentsCheck check)
        implements Target {
    public ToolEntry {
        roles = Set.copyOf(roles);
    }

    /** A tool that rules know by the name that callers use. */
    public ToolEntry(
            String name,
            String provider,
            String localName,
            RawJson definition,
            Set<String> roles,
            Duration timeout,
            boolean readOnly,
            boolean idempotent,
            TaskSupport tasks,
            ArgumentsCheck check) {
        this(name, name, provider, localName, definition, roles, timeout, readOnly, idempotent, tasks, check);
    }

    @Override
    public Method method() {
        return Method.TOOLS_CALL;
    }

    @Override
    public boolean repeatable() {
        return readOnly || idempotent;
    }
}
