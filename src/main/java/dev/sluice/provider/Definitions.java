package dev.sluice.provider;

import dev.sluice.bus.PromptDescriptor;
import dev.sluice.bus.ResourceDescriptor;
import dev.sluice.bus.TemplateDescriptor;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.UriTemplate;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Writes tools, prompts, resources and templates as their lists show them (MCP 2026-07-28); schemas as their author spelled
 * them.
 */
final class Definitions {
    private Definitions() {}

    static ToolDescriptor tool(String provider, ToolSpec spec) {
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

    static PromptDescriptor prompt(String provider, PromptSpec spec) {
        return new PromptDescriptor(
                provider,
                spec.name(),
                definition(spec),
                spec.arguments().stream()
                        .filter(PromptSpec.Argument::required)
                        .map(PromptSpec.Argument::name)
                        .collect(Collectors.toUnmodifiableSet()),
                spec.roles());
    }

    static ResourceDescriptor resource(String provider, ResourceSpec spec) {
        StringBuilder json = new StringBuilder("{\"uri\":").append(JsonCodec.quote(spec.uri()));
        text(json, "name", spec.name());
        optional(json, "title", spec.title());
        optional(json, "description", spec.description());
        optional(json, "mimeType", spec.mimeType());
        spec.size().ifPresent(size -> json.append(",\"size\":").append(size));
        meta(json, spec.meta());
        return new ResourceDescriptor(
                provider, spec.uri(), RawJson.of(json.append('}').toString()), spec.roles());
    }

    static TemplateDescriptor template(String provider, TemplateSpec spec) {
        StringBuilder json = new StringBuilder("{\"uriTemplate\":").append(JsonCodec.quote(spec.uriTemplate()));
        text(json, "name", spec.name());
        optional(json, "title", spec.title());
        optional(json, "description", spec.description());
        optional(json, "mimeType", spec.mimeType());
        meta(json, spec.meta());
        return new TemplateDescriptor(
                provider,
                UriTemplate.of(spec.uriTemplate()),
                RawJson.of(json.append('}').toString()),
                spec.roles());
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
        meta(json, spec.meta());
        return RawJson.of(json.append('}').toString());
    }

    private static RawJson definition(PromptSpec spec) {
        StringBuilder json = new StringBuilder("{\"name\":").append(JsonCodec.quote(spec.name()));
        optional(json, "title", spec.title());
        optional(json, "description", spec.description());
        json.append(",\"arguments\":[");
        String separator = "";
        for (PromptSpec.Argument argument : spec.arguments()) {
            json.append(separator).append("{\"name\":").append(JsonCodec.quote(argument.name()));
            optional(json, "description", argument.description());
            json.append(",\"required\":").append(argument.required()).append('}');
            separator = ",";
        }
        meta(json.append(']'), spec.meta());
        return RawJson.of(json.append('}').toString());
    }

    private static void meta(StringBuilder json, Optional<RawJson> meta) {
        meta.ifPresent(value -> json.append(",\"_meta\":").append(value));
    }

    private static void optional(StringBuilder json, String member, String value) {
        if (!value.isEmpty()) {
            text(json, member, value);
        }
    }

    private static void text(StringBuilder json, String member, String value) {
        json.append(",\"").append(member).append("\":").append(JsonCodec.quote(value));
    }
}
