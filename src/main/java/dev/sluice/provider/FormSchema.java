package dev.sluice.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The flat schema of a form: an object whose members are primitives or choices (MCP 2026-07-28, elicitation). Immutable. */
final class FormSchema {
    private static final int MAX_BYTES = 64 * 1024;

    private final Map<String, Field> fields;

    /** @param initial null for none */
    private record Field(
            FieldRule rule, boolean required, @Nullable RawJson initial) {}

    private FormSchema(Map<String, Field> fields) {
        this.fields = fields;
    }

    /**
     * Reads a form's schema. Keywords that MCP does not know are passed over.
     *
     * @throws IllegalArgumentException with one sentence when it is not one
     */
    static FormSchema of(RawJson schema) {
        if (schema.length() > MAX_BYTES) {
            throw wrong("is larger than " + MAX_BYTES + " bytes");
        }
        try {
            RawObject root = object(schema, "");
            RawJson properties = root.get("properties");
            if (!"object".equals(root.text("type")) || properties == null) {
                throw wrong("needs \"type\": \"object\" and \"properties\"");
            }
            JsonNode required = schema.tree().path("required");
            Map<String, Field> fields = new LinkedHashMap<>();
            object(properties, "").forEach((name, rule) -> fields.put(name, field(name, rule, required)));
            for (JsonNode name : required) {
                if (!fields.containsKey(name.asText())) {
                    throw wrong("requires \"" + name.asText() + "\", which is not among its properties");
                }
            }
            return new FormSchema(fields);
        } catch (UncheckedIOException e) {
            throw wrong("is not valid JSON");
        }
    }

    /**
     * What was filled in, in the order of the form: with the defaults of what was left out, without what was not asked for,
     * each value as it was spelled. An explicit null counts as left out.
     *
     * @return null when it does not fit
     */
    @Nullable
    RawJson fit(RawJson content) {
        RawObject given;
        try {
            if (!content.isObject()) {
                return null;
            }
            given = RawObject.scan(content);
        } catch (MalformedJsonException e) {
            return null;
        }
        StringBuilder json = new StringBuilder("{");
        for (Map.Entry<String, Field> entry : fields.entrySet()) {
            Field field = entry.getValue();
            RawJson value = given.get(entry.getKey());
            if (value == null || value.isNull()) {
                value = field.initial();
            } else if (!fits(field.rule(), value)) {
                return null;
            }
            if (value != null) {
                json.append(json.length() == 1 ? "" : ",")
                        .append(JsonCodec.quote(entry.getKey()))
                        .append(':')
                        .append(value);
            } else if (field.required()) {
                return null;
            }
        }
        return RawJson.of(json.append('}').toString());
    }

    private static boolean fits(FieldRule rule, RawJson value) {
        try {
            return rule.fits(value.tree());
        } catch (UncheckedIOException | ArithmeticException e) {
            return false;
        }
    }

    private static Field field(String name, RawJson schema, JsonNode required) {
        RawJson initial = object(schema, name).get("default");
        FieldRule rule = FieldRule.of(name, schema.tree());
        if (initial != null && !rule.fits(initial.tree())) {
            throw wrong("has a default for \"" + name + "\" that does not fit its own rule");
        }
        boolean needed = false;
        for (JsonNode one : required) {
            needed |= name.equals(one.textValue());
        }
        return new Field(rule, needed, initial);
    }

    private static RawObject object(RawJson json, String name) {
        if (!json.isObject()) {
            throw wrong(name.isEmpty() ? "is not an object" : "has something else than an object for \"" + name + '"');
        }
        try {
            return RawObject.scan(json);
        } catch (MalformedJsonException e) {
            throw wrong("is not valid JSON");
        }
    }

    static IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the schema of a form " + what);
    }
}
