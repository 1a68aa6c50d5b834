package dev.sluice.edge;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.CatalogView;
import dev.sluice.bus.Principal;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import java.util.List;

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

    /** A definition as clients of old revisions may read it. */
    RawJson legacy(RawJson definition) {
        return this == TOOLS ? LegacyResults.tool(definition) : definition;
    }

    /** The definitions that somebody may see, in order. */
    List<RawJson> visible(CatalogSnapshot catalog, Principal principal) {
        return switch (this) {
            case TOOLS -> CatalogView.tools(catalog, principal);
            case PROMPTS -> CatalogView.prompts(catalog, principal);
            case RESOURCES -> CatalogView.resources(catalog, principal);
            case TEMPLATES -> CatalogView.templates(catalog, principal);
        };
    }
}
