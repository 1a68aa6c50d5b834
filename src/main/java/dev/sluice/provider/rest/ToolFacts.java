package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a tool, whoever says it.
 *
 * @param title empty for none
 * @param output null for none; otherwise the schema of an object
 */
record ToolFacts(
        String name,
        String title,
        String description,
        ObjectNode input,
        @Nullable ObjectNode output,
        boolean readOnly,
        boolean idempotent) {
    ToolDescriptor descriptor(String provider, Duration timeout) {
        RawJson schema = RawJson.of(input);
        return new ToolDescriptor(
                provider, name, definition(schema), schema, Set.of(), timeout, readOnly, idempotent, TaskSupport.NONE);
    }

    /** As MCP 2026-07-28 writes it. */
    private RawJson definition(RawJson schema) {
        StringBuilder json = new StringBuilder(256).append("{\"name\":").append(JsonCodec.quote(name));
        if (!title.isEmpty()) {
            json.append(",\"title\":").append(JsonCodec.quote(title));
        }
        json.append(",\"description\":")
                .append(JsonCodec.quote(description))
                .append(",\"inputSchema\":")
                .append(schema);
        if (output != null) {
            json.append(",\"outputSchema\":").append(RawJson.of(output));
        }
        // What is not read-only may destroy for all that is known of it.
        return RawJson.of(json.append(",\"annotations\":{\"readOnlyHint\":")
                .append(readOnly)
                .append(",\"destructiveHint\":")
                .append(!readOnly)
                .append(",\"idempotentHint\":")
                .append(idempotent)
                .append(",\"openWorldHint\":true}}")
                .toString());
    }
}
