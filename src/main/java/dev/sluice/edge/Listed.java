package dev.sluice.edge;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Principal;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import java.util.List;
import java.util.stream.Stream;

/** What can be listed, and the member of the result that holds it. */
enum Listed {
    TOOLS("tools"),
    PROMPTS("prompts"),
    RESOURCES("resources"),
    TEMPLATES("resourceTemplates");

    private final String member;

    Listed(String member) {
        this.member = member;
    }

    String member() {
        return member;
    }

    /** What a method lists. */
    static Listed by(Method method) {
        return switch (method) {
            case TOOLS_LIST -> TOOLS;
            case PROMPTS_LIST -> PROMPTS;
            case RESOURCES_LIST -> RESOURCES;
            case RESOURCES_TEMPLATES_LIST -> TEMPLATES;
            default -> throw new IllegalArgumentException(method + " lists nothing");
        };
    }

    /** The definitions that somebody may see, in order. */
    List<RawJson> visible(CatalogSnapshot catalog, Principal principal) {
        Stream<RawJson> definitions = switch (this) {
            case TOOLS ->
                catalog.tools().stream()
                        .filter(tool -> principal.hasAnyOf(tool.roles()))
                        .map(tool -> tool.definition());
            case PROMPTS ->
                catalog.prompts().stream()
                        .filter(prompt -> principal.hasAnyOf(prompt.roles()))
                        .map(prompt -> prompt.definition());
            case RESOURCES ->
                catalog.resources().stream()
                        .filter(resource -> principal.hasAnyOf(resource.roles()))
                        .map(resource -> resource.definition());
            case TEMPLATES ->
                catalog.templates().stream()
                        .filter(template -> principal.hasAnyOf(template.roles()))
                        .map(template -> template.definition());
        };
        return definitions.toList();
    }
}
