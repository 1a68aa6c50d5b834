package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.config.RestConfig;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawObject;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Reads the operations of an OpenAPI document (3.0 and later) as tools. What cannot be a tool is left out, and said. Security
 * requirements are no business of callers: credentials come from the configuration. Used once, by one thread.
 */
final class OpenApiReader {
    /** Tools of one document. */
    static final int MAX_TOOLS = 1_000;
    /** Bytes of the definition of one tool: one large part of a document may be referred to by every operation. */
    static final int MAX_DEFINITION = 256 * 1024;
    /** Bytes of all definitions. */
    static final long MAX_DEFINITIONS = 32L * 1024 * 1024;

    private static final List<String> METHODS = List.of("get", "head", "post", "put", "patch", "delete");
    /** Those that change nothing, and those that may be repeated (RFC 9110, 9.2). */
    private static final Set<String> SAFE = Set.of("get", "head");

    private static final Set<String> REPEATABLE = Set.of("put", "delete");

    /**
     * What came of a document.
     *
     * @param leftOut operations that are no tools, and why
     */
    record Read(List<Operation> operations, List<String> leftOut) {}

    private final String provider;
    private final RestConfig config;
    private final JsonNode root;
    private final References references;
    private final SchemaDialect dialect;
    private final NamePatterns patterns;
    private final String base;
    private final Map<String, Operation> operations = new LinkedHashMap<>();
    private final List<String> leftOut = new ArrayList<>();
    private long bytes;

    private OpenApiReader(String provider, RestConfig config, JsonNode root) {
        this.provider = provider;
        this.config = config;
        this.root = root;
        this.references = new References(root);
        this.dialect = SchemaDialect.of(root.path("openapi").asText());
        this.patterns =
                new NamePatterns(config.service().include(), config.service().exclude());
        this.base = ServerPath.of(config.url(), root);
    }

    /**
     * Reads a document.
     *
     * @throws RestSetupException when it is no such document
     */
    static Read read(String provider, RestConfig config, JsonNode root) {
        String version = root.path("openapi").asText("");
        if (root.has("swagger")) {
            throw new RestSetupException("the document is Swagger 2; convert it to OpenAPI 3");
        }
        if (!version.startsWith("3.") || !root.path("paths").isObject()) {
            throw new RestSetupException("the document is not OpenAPI 3: openapi or paths is missing");
        }
        OpenApiReader reader = new OpenApiReader(provider, config, root);
        reader.paths();
        return new Read(List.copyOf(reader.operations.values()), List.copyOf(reader.leftOut));
    }

    private void paths() {
        for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
            if (!path.getKey().startsWith("/")) {
                continue;
            }
            JsonNode item;
            try {
                item = references.resolved(path.getValue());
            } catch (RestSetupException e) {
                leftOut.add(path.getKey() + ": " + e.getMessage());
                continue;
            }
            for (String method : METHODS) {
                JsonNode operation = item.path(method);
                if (operation.isObject()) {
                    add(new OpenApiOperation(method, path.getKey(), item, operation));
                }
            }
        }
    }

    private void add(OpenApiOperation described) {
        String name = name(described);
        if (described.isDeprecated() || !patterns.offers(name)) {
            return;
        }
        try {
            if (operations.containsKey(name)) {
                throw new RestSetupException("another operation is called " + name + " too; rename one of them");
            }
            if (operations.size() >= MAX_TOOLS) {
                throw new RestSetupException("there are more than " + MAX_TOOLS + " operations");
            }
            Operation operation = tool(name, described);
            int length = operation.tool().definition().length();
            if (length > MAX_DEFINITION || bytes + length > MAX_DEFINITIONS) {
                throw new RestSetupException("its description is too large");
            }
            bytes += length;
            operations.put(name, operation);
        } catch (RestSetupException | SchemaConverter.TooLargeException e) {
            leftOut.add(described.label() + ": " + e.getMessage());
        }
    }

    private String name(OpenApiOperation described) {
        return Optional.ofNullable(config.rename().get(described.label()))
                .or(() -> Optional.ofNullable(config.rename().get(described.operationId())))
                .orElseGet(described::name);
    }

    /** With references replaced if that fits, otherwise with them. */
    private Operation tool(String name, OpenApiOperation described) {
        try {
            return tool(name, described, true);
        } catch (SchemaConverter.TooLargeException e) {
            return tool(name, described, false);
        }
    }

    private Operation tool(String name, OpenApiOperation described, boolean inline) {
        OpenApiInput input = OpenApiInput.of(described, references, dialect, inline);
        OpenApiOutput output = OpenApiOutput.of(described, references, dialect, inline);
        HttpMethod method = HttpMethod.valueOf(described.method());
        boolean readOnly = SAFE.contains(described.verb());
        RequestPlan plan = input.plan(
                method, base, described.path(), config.service().headers().keySet());
        ToolFacts facts = new ToolFacts(
                name,
                described.title(),
                described.description(),
                input.schema(),
                output.schema(),
                readOnly,
                readOnly || REPEATABLE.contains(described.verb()));
        ToolDescriptor tool = facts.descriptor(provider, config.service().timeout());
        checkDepth(tool);
        return new Operation(tool, plan, RawPointer.of(""), output.schema() != null);
    }

    /** Values within schemas count too; what nobody could read would spoil the whole catalogue. */
    private static void checkDepth(ToolDescriptor tool) {
        try {
            RawObject.scan(tool.definition());
        } catch (MalformedJsonException e) {
            throw new RestSetupException("its schema nests too deep");
        }
    }
}
