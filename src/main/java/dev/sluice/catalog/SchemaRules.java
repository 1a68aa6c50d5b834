package dev.sluice.catalog;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.ToolDescriptor;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** What an input schema must be like before it is compiled: bounded, and complete in itself. */
final class SchemaRules {
    static final int MAX_BYTES = 64 * 1024;
    static final int MAX_DEPTH = 32;

    private static final String STANDARD = "https://json-schema.org/draft/";

    private SchemaRules() {}

    /** The schema as a tree; throws a {@link CatalogException} when it breaks a rule. */
    static JsonNode accepted(ToolDescriptor tool) {
        if (tool.inputSchema().length() > MAX_BYTES) {
            throw wrong(tool, "is larger than " + MAX_BYTES + " bytes; make it smaller.");
        }
        JsonNode schema;
        try {
            schema = tool.inputSchema().tree();
        } catch (UncheckedIOException e) {
            throw wrong(tool, "is not valid JSON.");
        }
        if (!"object".equals(schema.path("type").textValue())) {
            throw wrong(tool, "must have \"type\": \"object\" at its root.");
        }
        visit(tool, schema, schema, 1);
        String odd = PlainNumbers.normalise(schema.deepCopy(), "");
        if (odd != null) {
            throw wrong(tool, "has a number that is out of range at " + odd + '.');
        }
        return schema;
    }

    static CatalogException wrong(ToolDescriptor tool, String what) {
        return new CatalogException(
                "The input schema of the tool \"" + tool.name() + "\" of provider \"" + tool.provider() + "\" " + what);
    }

    private static void visit(ToolDescriptor tool, JsonNode root, JsonNode node, int depth) {
        if (depth > MAX_DEPTH) {
            throw wrong(tool, "is nested deeper than " + MAX_DEPTH + " levels; make it flatter.");
        }
        reference(tool, root, node.path("$ref"));
        reference(tool, root, node.path("$dynamicRef"));
        for (JsonNode child : node) {
            visit(tool, root, child, depth + 1);
        }
    }

    // References are resolved lazily by the validator; a call must not be the first to find that one leads nowhere.
    private static void reference(ToolDescriptor tool, JsonNode root, JsonNode reference) {
        String target = reference.textValue();
        if (target == null || target.startsWith(STANDARD)) {
            return;
        }
        if (!target.startsWith("#")) {
            throw wrong(
                    tool,
                    "refers to \"" + target + "\"; only references within the schema (#/$defs/...) are"
                            + " followed. Put what it refers to into $defs.");
        }
        if (target.startsWith("#/") && root.at(pointer(target)).isMissingNode()) {
            throw wrong(tool, "refers to \"" + target + "\", which is not there.");
        }
    }

    private static JsonPointer pointer(String fragment) {
        return JsonPointer.compile(
                URLDecoder.decode(fragment.substring(1).replace("+", "%2B"), StandardCharsets.UTF_8));
    }
}
