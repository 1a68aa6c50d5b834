package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The arguments of an operation: its parameters by their names, and its body as {@code body}. */
final class OpenApiInput {
    /** The argument that a request body is. */
    static final String BODY = "body";

    private final Map<String, OpenApiParameter> parameters = new LinkedHashMap<>();
    private final ObjectNode schema;
    private boolean hasBody;

    private OpenApiInput(ObjectNode schema) {
        this.schema = schema;
    }

    /** @throws RestSetupException when the operation needs what cannot be sent */
    static OpenApiInput of(OpenApiOperation operation, References references, SchemaDialect dialect, boolean inline) {
        SchemaConverter schemas = new SchemaConverter(references, dialect, SchemaConverter.Direction.REQUEST, inline);
        ObjectNode root = JsonNodeFactory.instance.objectNode().put("type", "object");
        OpenApiInput input = new OpenApiInput(root);
        ObjectNode properties = root.putObject("properties");
        ArrayNode required = JsonNodeFactory.instance.arrayNode();
        JsonNode body = references.resolved(operation.node().path("requestBody"));
        JsonNode json = OpenApiOutput.json(body.path("content"));
        if (json.isMissingNode() && body.path("required").asBoolean()) {
            throw new RestSetupException("its body is not JSON");
        }
        input.hasBody = !json.isMissingNode();
        for (OpenApiParameter parameter : parameters(operation, references)) {
            String name = input.add(parameter);
            properties.set(name, described(schemas.convert(parameter.schema()), parameter.description()));
            if (parameter.required()) {
                required.add(name);
            }
        }
        if (input.hasBody) {
            properties.set(
                    BODY,
                    described(
                            schemas.convert(json.path("schema")),
                            body.path("description").asText("")));
            if (body.path("required").asBoolean()) {
                required.add(BODY);
            }
        }
        if (!required.isEmpty()) {
            root.set("required", required);
        }
        root.put("additionalProperties", false);
        if (!schemas.defs().isEmpty()) {
            root.set("$defs", schemas.defs());
        }
        return input;
    }

    ObjectNode schema() {
        return schema;
    }

    /** @param configured headers that the configuration sends, which no argument replaces */
    RequestPlan plan(HttpMethod method, String base, String path, Set<String> configured) {
        Set<String> inQuery = parameters.values().stream()
                .filter(parameter -> parameter.place() == OpenApiParameter.Place.QUERY)
                .map(OpenApiParameter::name)
                .collect(Collectors.toUnmodifiableSet());
        List<QueryPart> query = new ArrayList<>();
        List<HeaderPart> headers = new ArrayList<>();
        Map<String, PathTemplate.Slot> slots = new LinkedHashMap<>();
        parameters.forEach((argument, parameter) -> {
            switch (parameter.place()) {
                case QUERY ->
                    query.add(new QueryPart.Described(
                            parameter.name(), argument, parameter.style(), parameter.explode(), inQuery));
                case HEADER -> headers.add(new HeaderPart.Described(parameter.name(), argument, parameter.explode()));
                case PATH ->
                    slots.put(
                            parameter.name(), new PathTemplate.Slot(argument, List.of(argument), parameter.explode()));
            }
        });
        headers.removeIf(header -> configured.stream().anyMatch(header.name()::equalsIgnoreCase));
        PathTemplate template = PathTemplate.of(base, path, name -> {
            PathTemplate.Slot slot = slots.get(name);
            if (slot == null) {
                throw new RestSetupException("{" + name + "} of its path is not described");
            }
            return slot;
        });
        return new RequestPlan(method, template, query, headers, hasBody ? BodyTemplate.argument(BODY) : null);
    }

    /** Those of the operation and those of its path that it does not replace. */
    private static List<OpenApiParameter> parameters(OpenApiOperation operation, References references) {
        Map<String, JsonNode> nodes = new LinkedHashMap<>();
        for (JsonNode of : List.of(operation.item(), operation.node())) {
            for (JsonNode one : of.path("parameters")) {
                JsonNode parameter = references.resolved(one);
                nodes.put(
                        parameter.path("in").asText()
                                + ' '
                                + parameter.path("name").asText(),
                        parameter);
            }
        }
        List<OpenApiParameter> parameters = new ArrayList<>();
        nodes.values().forEach(node -> OpenApiParameter.of(node).ifPresent(parameters::add));
        return parameters;
    }

    /** The name of its argument: its own, unless that is taken. */
    private String add(OpenApiParameter parameter) {
        boolean taken = parameters.containsKey(parameter.name())
                || (hasBody && parameter.name().equals(BODY));
        String name = taken ? parameter.name() + '_' + parameter.place().text() : parameter.name();
        if (parameters.putIfAbsent(name, parameter) != null) {
            throw new RestSetupException("two of its parameters are called " + name);
        }
        return name;
    }

    private static JsonNode described(JsonNode schema, String description) {
        return schema instanceof ObjectNode object && !description.isBlank() && !object.has("description")
                ? object.put("description", description.strip())
                : schema;
    }
}
