package dev.sluice.provider;

import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;

/** Writes a tool as {@code tools/list} shows it (MCP 2026-07-28, Tool); schemas as their author spelled them. */
final class ToolDefinition {
    private ToolDefinition() {}

    static ToolDescriptor descriptor(String provider, ToolSpec spec) {
        return new ToolDescriptor(
                provider,
                spec.name(),
                definition(spec),
                spec.inputSchema(),
                spec.rules().roles(),
                spec.rules().timeout().orElse(null),
                spec.hints().readOnly(),
                spec.hints().idempotent(),
                spec.rules().tasks());
    }

    private static RawJson definition(ToolSpec spec) {
        StringBuilder json = new StringBuilder(256)
                .append("{\"name\":")
                .append(JsonCodec.quote(spec.name()))
                .append(",\"title\":")
                .append(JsonCodec.quote(spec.title()))
                .append(",\"description\":")
                .append(JsonCodec.quote(spec.description()))
                .append(",\"inputSchema\":")
                .append(spec.inputSchema());
        spec.outputSchema()
                .ifPresent(schema -> json.append(",\"outputSchema\":").append(schema));
        json.append(",\"annotations\":{\"readOnlyHint\":")
                .append(spec.hints().readOnly())
                .append(",\"destructiveHint\":")
                .append(spec.hints().destructive())
                .append(",\"idempotentHint\":")
                .append(spec.hints().idempotent())
                .append(",\"openWorldHint\":")
                .append(spec.hints().openWorld())
                .append('}');
        spec.meta().ifPresent(meta -> json.append(",\"_meta\":").append(meta));
        json.append('}');
        return RawJson.of(json.toString());
    }
}
