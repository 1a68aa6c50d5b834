package dev.sluice.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a tool keeps the rules of {@code x-mcp-header} (2026-07-28, basic/transports): a client over HTTP leaves out
 * a tool that does not. Reads one definition; confined to one thread.
 */
public final class ParamHeaderRules {
    private static final String ANNOTATION = "x-mcp-header";
    private static final Set<String> VALUES = Set.of("const", "default", "enum", "examples");
    private static final Set<String> MAPS = Set.of("$defs", "definitions", "patternProperties", "dependentSchemas");

    private final Set<String> seen = new HashSet<>();
    private @Nullable String problem;

    private ParamHeaderRules() {}

    /** Which rule a tool's definition breaks, in a few words; null when it keeps them all. */
    public static @Nullable String broken(RawJson definition) {
        if (!definition.toString().contains(ANNOTATION)) {
            return null;
        }
        ParamHeaderRules rules = new ParamHeaderRules();
        try {
            rules.walk(definition.tree().path("inputSchema"), true, true);
        } catch (UncheckedIOException e) {
            return "it is not readable";
        }
        return rules.problem;
    }

    private void walk(JsonNode schema, boolean reachable, boolean root) {
        if (schema.isArray()) {
            schema.forEach(element -> walk(element, false, false));
            return;
        }
        if (schema.has(ANNOTATION)) {
            look(schema, reachable && !root);
        }
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            String name = member.getKey();
            if (name.equals("properties") || MAPS.contains(name)) {
                boolean path = reachable && name.equals("properties");
                member.getValue().forEach(each -> walk(each, path, false));
            } else if (!VALUES.contains(name)) {
                walk(member.getValue(), false, false);
            }
        }
    }

    private void look(JsonNode schema, boolean reachable) {
        String name = schema.path(ANNOTATION).textValue();
        if (name == null || !ParamHeaders.isToken(name)) {
            problem = "the name is no token";
        } else if (!reachable) {
            problem = "the annotation cannot be reached through properties";
        } else if (!ParamHeaders.TYPES.contains(schema.path("type").asText())) {
            problem = "the type is not string, integer or boolean";
        } else if (!seen.add(name.toLowerCase(Locale.ROOT))) {
            problem = "two arguments have one name";
        }
    }
}
