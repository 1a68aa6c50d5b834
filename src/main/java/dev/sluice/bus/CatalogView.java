package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import java.util.List;

/** What somebody sees of a catalogue when they list it, in order. Nothing is kept; any thread. */
public final class CatalogView {
    private CatalogView() {}

    /** Definitions of tools. */
    public static List<RawJson> tools(CatalogSnapshot catalog, Principal principal) {
        return catalog.tools().stream()
                .filter(tool -> catalog.lists(tool) && principal.hasAnyOf(tool.roles()))
                .map(ToolEntry::definition)
                .toList();
    }

    /** Definitions of prompts. */
    public static List<RawJson> prompts(CatalogSnapshot catalog, Principal principal) {
        return catalog.prompts().stream()
                .filter(prompt -> principal.hasAnyOf(prompt.roles()))
                .map(PromptEntry::definition)
                .toList();
    }

    /** Definitions of resources. */
    public static List<RawJson> resources(CatalogSnapshot catalog, Principal principal) {
        return catalog.resources().stream()
                .filter(resource -> principal.hasAnyOf(resource.roles()))
                .map(ResourceEntry::definition)
                .toList();
    }

    /** Definitions of templates. */
    public static List<RawJson> templates(CatalogSnapshot catalog, Principal principal) {
        return catalog.templates().stream()
                .filter(template -> principal.hasAnyOf(template.roles()))
                .map(TemplateEntry::definition)
                .toList();
    }

    /** What of a catalogue somebody sees otherwise than in the one before. */
    public static CatalogChange change(
            String server, CatalogSnapshot before, CatalogSnapshot now, Principal principal) {
        return new CatalogChange(
                server,
                now.version(),
                !tools(before, principal).equals(tools(now, principal)),
                !prompts(before, principal).equals(prompts(now, principal)),
                !resources(before, principal).equals(resources(now, principal))
                        || !templates(before, principal).equals(templates(now, principal)));
    }
}
