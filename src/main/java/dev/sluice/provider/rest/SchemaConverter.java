package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Schemas of an OpenAPI document as JSON Schema 2020-12 that stands alone. References are replaced by what they stand for,
 * since many models read only that; those that lead in circles become {@code $defs}. Used for one tool by one thread.
 */
final class SchemaConverter {
    /** What the schema is of: what may only be read is not asked for, what may only be written is not promised. */
    enum Direction {
        REQUEST("readOnly"),
        RESPONSE("writeOnly");

        private final String without;

        Direction(String without) {
            this.without = without;
        }
    }

    /** Schemas within one tool with references replaced, and without. */
    static final int MAX_INLINED = 1_000;

    static final int MAX_SCHEMAS = 10_000;
    /** Schemas within schemas; each is two levels of JSON. */
    static final int MAX_DEPTH = 30;
    /** References that lead to others. */
    static final int MAX_OPEN = 200;

    /** The schema has become larger than the bound. */
    static final class TooLargeException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLargeException() {
            super("its schema is too large or nests too deep", null, false, false);
        }
    }

    private static final String DEFS = "#/$defs/";

    private final References references;
    private final SchemaDialect dialect;
    private final Direction direction;
    private final boolean inline;
    private final Deque<String> open = new ArrayDeque<>();
    private final Set<String> shared = new HashSet<>();
    private final Map<String, String> names = new HashMap<>();
    private final ObjectNode defs = JsonNodeFactory.instance.objectNode();
    private int left;
    private int depth;

    /** @param inline whether references are replaced where that is possible */
    SchemaConverter(References references, SchemaDialect dialect, Direction direction, boolean inline) {
        this.references = references;
        this.dialect = dialect;
        this.direction = direction;
        this.inline = inline;
        this.left = inline ? MAX_INLINED : MAX_SCHEMAS;
    }

    /** What the converted schemas refer to; to be put into the root. */
    ObjectNode defs() {
        return defs;
    }

    /** The definition that a converted schema refers to, otherwise the schema itself. */
    JsonNode dereferenced(JsonNode converted) {
        String reference = converted.path("$ref").asText("");
        return reference.startsWith(DEFS) ? defs.path(reference.substring(DEFS.length())) : converted;
    }

    /**
     * A schema.
     *
     * @throws TooLargeException when it is larger than the bound
     * @throws RestSetupException when a reference leads nowhere
     */
    JsonNode convert(JsonNode schema) {
        if (--left < 0 || depth > MAX_DEPTH || open.size() > MAX_OPEN) {
            throw new TooLargeException();
        }
        if (!schema.isObject()) {
            return schema.isBoolean() ? schema : JsonNodeFactory.instance.booleanNode(true);
        }
        JsonNode reference = schema.path("$ref");
        depth++;
        JsonNode converted =
                reference.isTextual() ? referred(schema, reference.textValue()) : members((ObjectNode) schema);
        depth--;
        return converted;
    }

    private JsonNode referred(JsonNode schema, String reference) {
        ObjectNode besides = members(((ObjectNode) schema.deepCopy()).without("$ref"));
        if (names.containsKey(reference) && !open.contains(reference)) {
            return besides.put("$ref", DEFS + names.get(reference));
        }
        if (open.contains(reference)) {
            shared.add(reference);
            return besides.put("$ref", DEFS + name(reference));
        }
        JsonNode target = references.target(reference);
        int here = depth;
        depth = inline ? here : 0;
        open.push(reference);
        JsonNode converted = convert(target);
        open.pop();
        depth = here;
        if (!inline || shared.contains(reference)) {
            defs.set(name(reference), converted);
            return besides.put("$ref", DEFS + name(reference));
        }
        return converted instanceof ObjectNode object ? object.deepCopy().setAll(besides) : converted;
    }

    private ObjectNode members(ObjectNode schema) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        Set<String> hidden = new HashSet<>();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            String name = member.getKey();
            JsonNode value = member.getValue();
            if (!SchemaDialect.isSound(name, value)) {
                continue;
            }
            switch (SchemaDialect.kind(name)) {
                case SCHEMA -> out.set(name, convert(value));
                case SCHEMAS -> out.set(name, list(value));
                case NAMED_SCHEMAS -> out.set(name, named(name, value, hidden));
                case DROPPED -> {}
                case VALUE -> out.set(name, value);
            }
        }
        withoutHidden(out, hidden);
        return dialect.modern(schema, out);
    }

    private JsonNode list(JsonNode schemas) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        schemas.forEach(schema -> out.add(convert(schema)));
        return out;
    }

    private JsonNode named(String keyword, JsonNode schemas, Set<String> hidden) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> member : schemas.properties()) {
            if (keyword.equals("properties")
                    && member.getValue().path(direction.without).asBoolean()) {
                hidden.add(member.getKey());
            } else {
                out.set(member.getKey(), convert(member.getValue()));
            }
        }
        return out;
    }

    private static void withoutHidden(ObjectNode schema, Set<String> hidden) {
        if (!hidden.isEmpty() && schema.get("required") instanceof ArrayNode required) {
            ArrayNode kept = JsonNodeFactory.instance.arrayNode();
            for (JsonNode name : required) {
                if (!hidden.contains(name.asText())) {
                    kept.add(name);
                }
            }
            schema.set("required", kept);
        }
    }

    private String name(String reference) {
        return names.computeIfAbsent(reference, key -> {
            String last = key.substring(key.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_.-]", "_");
            String name = last;
            for (int i = 2; names.containsValue(name); i++) {
                name = last + '_' + i;
            }
            return name;
        });
    }
}
