package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an operation answers when all is well.
 *
 * @param schema of the answer when it is always a JSON object, otherwise null
 */
record OpenApiOutput(@Nullable ObjectNode schema) {
    private static final OpenApiOutput NONE = new OpenApiOutput(null);

    static OpenApiOutput of(OpenApiOperation operation, References references, SchemaDialect dialect, boolean inline) {
        List<JsonNode> answers = new ArrayList<>();
        for (Map.Entry<String, JsonNode> response :
                operation.node().path("responses").properties()) {
            if (response.getKey().startsWith("2")) {
                answers.add(references.resolved(response.getValue()));
            }
        }
        // Where there are several, nobody can tell which it will be.
        if (answers.size() != 1) {
            return NONE;
        }
        JsonNode media = json(answers.getFirst().path("content"));
        if (!media.path("schema").isObject()) {
            return NONE;
        }
        SchemaConverter schemas = new SchemaConverter(references, dialect, SchemaConverter.Direction.RESPONSE, inline);
        JsonNode converted = schemas.convert(media.path("schema"));
        if (schemas.dereferenced(converted) instanceof ObjectNode object && isObject(object, schemas)) {
            ObjectNode root = object.deepCopy();
            root.put("type", "object");
            if (!schemas.defs().isEmpty()) {
                root.set("$defs", schemas.defs());
            }
            return new OpenApiOutput(root);
        }
        return NONE;
    }

    /** The description of JSON among those of several types. */
    static JsonNode json(JsonNode content) {
        for (Map.Entry<String, JsonNode> media : content.properties()) {
            String type = new ServiceAnswer(200, media.getKey(), null, io.vertx.core.buffer.Buffer.buffer()).type();
            if (type.equals("application/json") || type.endsWith("+json")) {
                return media.getValue();
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean isObject(ObjectNode schema, SchemaConverter schemas) {
        JsonNode type = schema.path("type");
        if (!type.isMissingNode()) {
            return type.asText("").equals("object");
        }
        JsonNode all = schema.path("allOf");
        if (schema.has("properties") || all.isEmpty()) {
            return schema.has("properties");
        }
        for (JsonNode part : all) {
            if (schemas.dereferenced(part) instanceof ObjectNode object && isObject(object, schemas)) {
                return true;
            }
        }
        return false;
    }
}
