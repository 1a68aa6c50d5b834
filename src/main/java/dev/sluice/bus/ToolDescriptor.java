package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A tool as its provider offers it, before the catalogue has named it.
 *
 * @param provider the provider's name
 * @param name the provider's own name of the tool
 * @param definition the definition as {@code tools/list} shows it, with that name
 * @param inputSchema the JSON Schema (2020-12) of the arguments
 * @param roles who may call it; empty for every authenticated caller
 * @param timeout its time limit, null for the default
 * @param readOnly whether it changes nothing
 * @param idempotent whether calling it twice is as good as once; only such calls are ever retried
 * @param tasks whether it can go on as a task
 */
public record ToolDescriptor(
        String provider,
        String name,
        RawJson definition,
        RawJson inputSchema,
        Set<String> roles,
        @Nullable Duration timeout,
        boolean readOnly,
        boolean idempotent,
        TaskSupport tasks) {
    public ToolDescriptor {
        roles = Set.copyOf(roles);
    }
}
