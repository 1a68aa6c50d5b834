package dev.sluice;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.JsonCodec;
import java.io.UncheckedIOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A call that a person may paste into a shell without thinking: it only reads, and nothing of it was written by a stranger
 * but the public name, which has no characters that a shell would notice.
 *
 * @param name the public name of the tool
 * @param arguments JSON without single quotes
 */
record SampleCall(String name, String arguments) {
    /** Of a tool that {@code dev} always has. */
    static final SampleCall DEMONSTRATION = new SampleCall("hello_world", "{\"name\":\"Ada\"}");

    /** Arguments that any text will do for. */
    private static final Set<String> TEXTS = Set.of("city", "message", "name", "q", "query", "text", "topic");

    /** Things that a schema may say of such an argument without making a text unfit. */
    private static final Set<String> HARMLESS = Set.of("type", "title", "description", "default", "examples");

    /**
     * A call of the first of these services that has answered, to its first tool that can be called so.
     *
     * @param services by name, in their order
     * @param roles of the caller
     */
    static Optional<SampleCall> of(CatalogSnapshot catalog, Collection<String> services, List<String> roles) {
        return services.stream()
                .flatMap(service -> catalog.tools().stream()
                        .filter(tool -> tool.provider().equals(service) && tool.readOnly() && catalog.lists(tool))
                        .filter(tool -> tool.roles().isEmpty() || roles.stream().anyMatch(tool.roles()::contains)))
                .flatMap(tool -> of(tool).stream())
                .findFirst();
    }

    private static Optional<SampleCall> of(ToolEntry tool) {
        try {
            JsonNode schema = tool.definition().tree().path("inputSchema");
            List<String> required =
                    schema.path("required").valueStream().map(JsonNode::asText).toList();
            boolean fit = required.stream()
                    .allMatch(name -> TEXTS.contains(name)
                            && takesText(schema.path("properties").path(name)));
            return fit ? Optional.of(new SampleCall(tool.name(), arguments(required))) : Optional.empty();
        } catch (UncheckedIOException e) {
            // Nobody can call it from here, and whoever can is not told otherwise.
            return Optional.empty();
        }
    }

    private static boolean takesText(JsonNode property) {
        return property.path("type").asText().equals("string")
                && property.propertyStream().allMatch(member -> HARMLESS.contains(member.getKey()));
    }

    private static String arguments(List<String> names) {
        return names.stream()
                .map(name -> JsonCodec.quote(name) + ":\"Ada\"")
                .collect(Collectors.joining(",", "{", "}"));
    }
}
