package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.config.RestConfig;
import dev.sluice.mcp.JsonCodec;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Tools that the configuration spells out. */
final class EndpointTools {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE");

    private final String provider;
    private final RestConfig config;

    EndpointTools(String provider, RestConfig config) {
        this.provider = provider;
        this.config = config;
    }

    /** @throws RestSetupException that names tool and key when one cannot be used */
    List<Operation> all() {
        List<Operation> operations = new ArrayList<>();
        config.tools().forEach((name, endpoint) -> {
            try {
                operations.add(operation(name, endpoint));
            } catch (RestSetupException e) {
                throw new RestSetupException("rest." + provider + ".tools." + name + ": " + e.getMessage());
            }
        });
        return operations;
    }

    private Operation operation(String name, RestConfig.Endpoint endpoint) {
        if (!METHODS.contains(endpoint.method())) {
            throw new RestSetupException("the method must be one of GET, HEAD, POST, PUT, PATCH and DELETE");
        }
        ObjectNode input = tree(endpoint.input());
        if (!input.has("type")) {
            input.put("type", "object");
        }
        RequestPlan plan = new RequestPlan(
                HttpMethod.valueOf(endpoint.method()),
                PathTemplate.of(ServiceUrl.path(config.url()), endpoint.path(), PathTemplate.Slot::of),
                query(endpoint.query()),
                headers(endpoint.headers()),
                endpoint.body().map(BodyTemplate::of).orElse(null));
        checkNames(plan, input);
        ObjectNode output =
                endpoint.output().map(schema -> object(tree(schema))).orElse(null);
        ToolFacts facts = new ToolFacts(
                name, "", endpoint.description(), input, output, endpoint.readOnly(), endpoint.idempotent());
        return new Operation(
                facts.descriptor(provider, config.service().timeout()),
                plan,
                RawPointer.of(endpoint.result()),
                output != null);
    }

    private static List<QueryPart> query(Map<String, String> texts) {
        return texts.entrySet().stream()
                .<QueryPart>map(entry -> new QueryPart.Written(entry.getKey(), TextTemplate.of(entry.getValue())))
                .toList();
    }

    private List<HeaderPart> headers(Map<String, String> texts) {
        List<HeaderPart> headers = new ArrayList<>();
        texts.forEach((name, text) -> {
            if (!HeaderPart.isOpen(name, config.service().headers().keySet())) {
                throw new RestSetupException("the header " + name
                        + " is the gateway's own, or stands among the headers of the service already");
            }
            headers.add(new HeaderPart.Written(name, TextTemplate.of(text)));
        });
        return headers;
    }

    /** A name that is no argument would never be given; most likely it is misspelled. */
    private static void checkNames(RequestPlan plan, ObjectNode input) {
        JsonNode properties = input.path("properties");
        boolean open = !input.path("patternProperties").isMissingNode() || input.has("$ref") || input.has("allOf");
        Set<String> unknown = plan.names().stream()
                .filter(name -> !properties.has(name) && !open)
                .collect(Collectors.toCollection(java.util.TreeSet::new));
        if (!unknown.isEmpty()) {
            throw new RestSetupException("{" + String.join("}, {", unknown) + "} is used but is no property of input");
        }
    }

    /** Clients of most revisions want structured content to be an object. */
    private static ObjectNode object(ObjectNode schema) {
        JsonNode type = schema.path("type");
        if (type.isMissingNode() || type.asText().equals("object")) {
            return schema.put("type", "object");
        }
        ObjectNode wrapped = JsonNodeFactory.instance.objectNode().put("type", "object");
        wrapped.putObject("properties").set("result", schema);
        wrapped.putArray("required").add("result");
        return wrapped;
    }

    private static ObjectNode tree(Map<String, Object> schema) {
        return JsonCodec.MAPPER.valueToTree(schema);
    }
}
