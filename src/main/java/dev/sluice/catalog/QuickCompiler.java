package dev.sluice.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a schema of the plain kind into rules. The plain kind has one {@code type} in every schema and no keyword but
 * those listed here; whatever else occurs, however harmless, makes the schema one for the full check.
 */
final class QuickCompiler {
    private static final String DIALECT = "https://json-schema.org/draft/2020-12/schema";
    private static final int MAX_REQUIRED = 64;

    // "format" asserts nothing in 2020-12 unless somebody switches that on, and we do not.
    private static final Set<String> NOTES = Set.of(
            "type",
            "title",
            "description",
            "default",
            "examples",
            "deprecated",
            "readOnly",
            "writeOnly",
            "$comment",
            "format");

    private QuickCompiler() {}

    /** The rule for a root schema, null when it is not of the plain kind. */
    static @Nullable QuickRule compile(JsonNode schema) {
        JsonNode dialect = schema.path("$schema");
        boolean known = dialect.isMissingNode() || DIALECT.equals(dialect.textValue());
        return known && schema.isObject() ? typed(schema, true) : null;
    }

    private static @Nullable QuickRule rule(JsonNode schema) {
        if (schema.isBoolean()) {
            return schema.booleanValue() ? QuickRule.Anything.INSTANCE : null;
        }
        if (!schema.isObject()) {
            return null;
        }
        if (!schema.has("type")) {
            return only(schema, Set.of()) ? QuickRule.Anything.INSTANCE : null;
        }
        return typed(schema, false);
    }

    private static @Nullable QuickRule typed(JsonNode schema, boolean root) {
        String type = schema.path("type").textValue();
        if (type == null) {
            return null;
        }
        return switch (type) {
            case "object" -> members(schema, root);
            case "array" -> elements(schema);
            case "string" -> text(schema);
            case "integer" -> numeric(schema, true);
            case "number" -> numeric(schema, false);
            case "boolean" -> only(schema, Set.of()) ? new QuickRule.Literal(true, false) : null;
            case "null" -> only(schema, Set.of()) ? new QuickRule.Literal(false, true) : null;
            default -> null;
        };
    }

    private static @Nullable QuickRule members(JsonNode schema, boolean root) {
        Set<String> keywords = new HashSet<>(Set.of("properties", "required", "additionalProperties"));
        if (root) {
            keywords.add("$schema");
        }
        JsonNode additional = schema.path("additionalProperties");
        JsonNode properties = schema.path("properties");
        if (!only(schema, keywords)
                || !(additional.isMissingNode() || additional.isBoolean())
                || !(properties.isMissingNode() || properties.isObject())) {
            return null;
        }
        Map<String, Long> required = required(schema.path("required"));
        if (required == null) {
            return null;
        }
        Map<String, QuickRule.Members.Member> members = new HashMap<>();
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            QuickRule rule = rule(property.getValue());
            if (rule == null) {
                return null;
            }
            members.put(
                    property.getKey(),
                    new QuickRule.Members.Member(rule, required.getOrDefault(property.getKey(), 0L)));
        }
        if (!members.keySet().containsAll(required.keySet())) {
            return null;
        }
        long all = required.values().stream().reduce(0L, (a, b) -> a | b);
        return new QuickRule.Members(Map.copyOf(members), all, additional.asBoolean(true));
    }

    private static @Nullable Map<String, Long> required(JsonNode names) {
        if (!(names.isMissingNode() || names.isArray()) || names.size() > MAX_REQUIRED) {
            return null;
        }
        Map<String, Long> bits = new HashMap<>();
        for (JsonNode name : names) {
            if (!name.isTextual()) {
                return null;
            }
            bits.putIfAbsent(name.textValue(), 1L << bits.size());
        }
        return bits;
    }

    private static @Nullable QuickRule elements(JsonNode schema) {
        QuickRule items = schema.has("items") ? rule(schema.path("items")) : QuickRule.Anything.INSTANCE;
        int min = count(schema, "minItems", 0);
        int max = count(schema, "maxItems", Integer.MAX_VALUE);
        boolean plain = only(schema, Set.of("items", "minItems", "maxItems")) && min >= 0 && max >= 0;
        return plain && items != null ? new QuickRule.Elements(items, min, max) : null;
    }

    private static @Nullable QuickRule text(JsonNode schema) {
        int min = count(schema, "minLength", 0);
        int max = count(schema, "maxLength", Integer.MAX_VALUE);
        if (!only(schema, Set.of("minLength", "maxLength", "enum", "const")) || min < 0 || max < 0) {
            return null;
        }
        if (schema.has("enum") && schema.has("const")) {
            return null;
        }
        if (!schema.has("enum") && !schema.has("const")) {
            return new QuickRule.Text(null, min, max);
        }
        Set<String> allowed = new HashSet<>();
        for (JsonNode value : schema.has("const") ? Set.of(schema.path("const")) : schema.path("enum")) {
            if (!value.isTextual()) {
                return null;
            }
            allowed.add(value.textValue());
        }
        return new QuickRule.Text(Set.copyOf(allowed), min, max);
    }

    private static @Nullable QuickRule numeric(JsonNode schema, boolean integral) {
        Set<String> bounds = Set.of("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum");
        for (String bound : bounds) {
            if (schema.has(bound) && !schema.path(bound).isNumber()) {
                return null;
            }
        }
        if (!only(schema, bounds)) {
            return null;
        }
        return new QuickRule.Numeric(
                integral,
                bound(schema, "minimum"),
                bound(schema, "maximum"),
                bound(schema, "exclusiveMinimum"),
                bound(schema, "exclusiveMaximum"));
    }

    private static @Nullable BigDecimal bound(JsonNode schema, String keyword) {
        return schema.has(keyword) ? schema.path(keyword).decimalValue() : null;
    }

    /** The value of a counting keyword, -1 when it is not a plain count. */
    private static int count(JsonNode schema, String keyword, int whenAbsent) {
        if (!schema.has(keyword)) {
            return whenAbsent;
        }
        JsonNode value = schema.path(keyword);
        return value.isInt() && value.intValue() >= 0 ? value.intValue() : -1;
    }

    private static boolean only(JsonNode schema, Set<String> keywords) {
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (!NOTES.contains(member.getKey()) && !keywords.contains(member.getKey())) {
                return false;
            }
        }
        return true;
    }
}
