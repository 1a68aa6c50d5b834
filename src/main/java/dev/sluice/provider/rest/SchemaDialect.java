package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** What the keywords of schemas mean in the versions of OpenAPI. */
enum SchemaDialect {
    /** 3.0: much like JSON Schema draft 5. */
    OPENAPI_3_0,
    /** 3.1 and later: JSON Schema 2020-12. */
    OPENAPI_3_1;

    /** What the value of a keyword is. */
    enum Kind {
        SCHEMA,
        SCHEMAS,
        NAMED_SCHEMAS,
        VALUE,
        DROPPED
    }

    private static final Set<String> TYPES =
            Set.of("array", "boolean", "integer", "null", "number", "object", "string");

    private static final Map<String, Kind> KINDS = Map.ofEntries(
            Map.entry("additionalProperties", Kind.SCHEMA),
            Map.entry("items", Kind.SCHEMA),
            Map.entry("not", Kind.SCHEMA),
            Map.entry("if", Kind.SCHEMA),
            Map.entry("then", Kind.SCHEMA),
            Map.entry("else", Kind.SCHEMA),
            Map.entry("contains", Kind.SCHEMA),
            Map.entry("propertyNames", Kind.SCHEMA),
            Map.entry("unevaluatedItems", Kind.SCHEMA),
            Map.entry("unevaluatedProperties", Kind.SCHEMA),
            Map.entry("allOf", Kind.SCHEMAS),
            Map.entry("anyOf", Kind.SCHEMAS),
            Map.entry("oneOf", Kind.SCHEMAS),
            Map.entry("prefixItems", Kind.SCHEMAS),
            Map.entry("properties", Kind.NAMED_SCHEMAS),
            Map.entry("patternProperties", Kind.NAMED_SCHEMAS),
            Map.entry("dependentSchemas", Kind.NAMED_SCHEMAS),
            Map.entry("$ref", Kind.DROPPED),
            Map.entry("$defs", Kind.DROPPED),
            Map.entry("$id", Kind.DROPPED),
            Map.entry("$anchor", Kind.DROPPED),
            Map.entry("$schema", Kind.DROPPED),
            Map.entry("$vocabulary", Kind.DROPPED),
            Map.entry("$comment", Kind.DROPPED),
            Map.entry("$dynamicRef", Kind.DROPPED),
            Map.entry("$dynamicAnchor", Kind.DROPPED),
            Map.entry("discriminator", Kind.DROPPED),
            Map.entry("externalDocs", Kind.DROPPED),
            Map.entry("xml", Kind.DROPPED),
            Map.entry("nullable", Kind.DROPPED),
            Map.entry("example", Kind.DROPPED));

    /** Extensions are dropped: what begins with {@code x-} may mean something to MCP. */
    static Kind kind(String keyword) {
        return keyword.startsWith("x-") ? Kind.DROPPED : KINDS.getOrDefault(keyword, Kind.VALUE);
    }

    static SchemaDialect of(String version) {
        return version.startsWith("3.0") ? OPENAPI_3_0 : OPENAPI_3_1;
    }

    /** Whether the value of a keyword is what JSON Schema wants; a schema that is none could not be used at all. */
    static boolean isSound(String keyword, JsonNode value) {
        return switch (keyword) {
            case "type" ->
                value.isTextual()
                        ? TYPES.contains(value.textValue())
                        : value.isArray()
                                && !value.isEmpty()
                                && value.valueStream().allMatch(type -> isSound("type", type));
            case "required" -> value.isArray() && value.valueStream().allMatch(JsonNode::isTextual);
            case "enum", "examples" -> value.isArray();
            case "allOf", "anyOf", "oneOf", "prefixItems" -> value.isArray() && !value.isEmpty();
            case "properties", "patternProperties", "dependentSchemas", "dependentRequired" -> value.isObject();
            case "minimum", "maximum" -> value.isNumber();
            case "exclusiveMinimum", "exclusiveMaximum" -> value.isNumber() || value.isBoolean();
            case "multipleOf" -> value.isNumber() && value.decimalValue().signum() > 0;
            case "minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties" ->
                value.isIntegralNumber() && value.asLong() >= 0;
            case "uniqueItems" -> value.isBoolean();
            case "pattern" -> value.isTextual() && isPattern(value.textValue());
            case "title", "description", "format" -> value.isTextual();
            default -> true;
        };
    }

    /**
     * Says in keywords of 2020-12 what others said.
     *
     * @param from the schema as it was
     * @param to the schema so far
     */
    ObjectNode modern(ObjectNode from, ObjectNode to) {
        if (from.has("example") && !to.has("examples")) {
            to.putArray("examples").add(from.get("example"));
        }
        exclusive(to, "exclusiveMinimum", "minimum");
        exclusive(to, "exclusiveMaximum", "maximum");
        return this == OPENAPI_3_0 && from.path("nullable").asBoolean() ? nullable(to) : to;
    }

    private static boolean isPattern(String pattern) {
        try {
            Pattern.compile(pattern);
            return true;
        } catch (PatternSyntaxException e) {
            return false;
        }
    }

    private static void exclusive(ObjectNode schema, String flag, String bound) {
        JsonNode value = schema.path(flag);
        if (value.isBoolean()) {
            schema.remove(flag);
            if (value.booleanValue() && schema.has(bound)) {
                schema.set(flag, schema.remove(bound));
            }
        }
    }

    private static ObjectNode nullable(ObjectNode schema) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (schema.path("type").isTextual()) {
            ArrayNode types = nodes.arrayNode().add(schema.get("type")).add("null");
            schema.set("type", types);
            if (schema.get("enum") instanceof ArrayNode values) {
                boolean hasNull = false;
                for (JsonNode value : values) {
                    hasNull |= value.isNull();
                }
                schema.set("enum", hasNull ? values : values.deepCopy().addNull());
            }
            return schema;
        }
        ObjectNode either = nodes.objectNode();
        either.putArray("anyOf").add(schema).add(nodes.objectNode().put("type", "null"));
        return either;
    }
}
