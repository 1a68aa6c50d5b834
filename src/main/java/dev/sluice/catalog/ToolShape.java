package dev.sluice.catalog;

import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import org.jspecify.annotations.Nullable;

/**
 * Gives the definition of a tool that a service offers what every client needs: a description, and an input schema that is
 * one of an object. What is there keeps its bytes.
 *
 * @param tool the tool with that definition, and the input schema in it
 */
record ToolShape(ToolDescriptor tool) {
    private static final RawJson OBJECT = RawJson.of("\"object\"");
    private static final RawJson ANY_OBJECT = RawJson.of("{\"type\":\"object\"}");

    /** Throws a {@link CatalogException} when the definition is not a JSON object. */
    static ToolShape of(ToolDescriptor tool) {
        try {
            RawObject given = RawObject.scan(tool.definition());
            RawJson offered = given.get("inputSchema");
            RawJson schema = schema(offered);
            RawJson definition =
                    offered != null && schema.equals(offered) ? tool.definition() : given.with("inputSchema", schema);
            if (!given.has("description")) {
                definition = RawObject.scan(definition).with("description", RawJson.string(described(given, tool)));
            }
            return new ToolShape(with(tool, definition, schema));
        } catch (MalformedJsonException e) {
            throw new CatalogException("The definition of the tool \"" + tool.name() + "\" of provider \""
                    + tool.provider() + "\" is " + e.getMessage() + '.');
        }
    }

    private static RawJson schema(@Nullable RawJson given) throws MalformedJsonException {
        if (given == null || given.isNull()) {
            return ANY_OBJECT;
        }
        if (!given.isObject()) {
            return given;
        }
        RawObject schema = RawObject.scan(given);
        return schema.has("type") ? given : schema.with("type", OBJECT);
    }

    private static String described(RawObject definition, ToolDescriptor tool) {
        String title = definition.text("title");
        return title == null || title.isBlank() ? tool.name() : title;
    }

    private static ToolDescriptor with(ToolDescriptor tool, RawJson definition, RawJson schema) {
        return new ToolDescriptor(
                tool.provider(),
                tool.name(),
                definition,
                schema,
                tool.roles(),
                tool.timeout(),
                tool.readOnly(),
                tool.idempotent(),
                tool.tasks());
    }
}
