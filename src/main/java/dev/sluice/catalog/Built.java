package dev.sluice.catalog;

import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A catalogue, what it was built from and what is odd about it.
 *
 * @param tools what its tools were built from, by name
 * @param warnings one sentence each
 */
record Built(CatalogSnapshot snapshot, Map<String, ToolDescriptor> tools, List<String> warnings) {
    /** Nothing, built from nothing. */
    static final Built NOTHING = new Built(CatalogSnapshot.EMPTY, Map.of(), List.of());

    Built {
        tools = Map.copyOf(tools);
        warnings = List.copyOf(warnings);
    }

    /** What somebody sees in a list: a definition, if one has one of the roles. */
    private record Seen(RawJson definition, Set<String> roles) {}

    /** What callers see otherwise than in the one before. */
    CatalogChange since(Built before) {
        CatalogSnapshot old = before.snapshot;
        return new CatalogChange(
                snapshot.version(),
                !toolsIn(snapshot).equals(toolsIn(old)),
                !promptsIn(snapshot).equals(promptsIn(old)),
                !resourcesIn(snapshot).equals(resourcesIn(old))
                        || !templatesIn(snapshot).equals(templatesIn(old)));
    }

    /** Whether nothing at all differs, what callers do not see included. */
    boolean sameAs(Built before) {
        return tools.equals(before.tools)
                && snapshot.prompts().equals(before.snapshot.prompts())
                && snapshot.resources().equals(before.snapshot.resources())
                && snapshot.templates().equals(before.snapshot.templates())
                && snapshot.offersPrompts() == before.snapshot.offersPrompts()
                && snapshot.offersResources() == before.snapshot.offersResources()
                && toolsIn(snapshot).equals(toolsIn(before.snapshot));
    }

    private static List<Seen> toolsIn(CatalogSnapshot of) {
        return seen(of.tools(), ToolEntry::definition, ToolEntry::roles);
    }

    private static List<Seen> promptsIn(CatalogSnapshot of) {
        return seen(of.prompts(), PromptEntry::definition, PromptEntry::roles);
    }

    private static List<Seen> resourcesIn(CatalogSnapshot of) {
        return seen(of.resources(), ResourceEntry::definition, ResourceEntry::roles);
    }

    private static List<Seen> templatesIn(CatalogSnapshot of) {
        return seen(of.templates(), TemplateEntry::definition, TemplateEntry::roles);
    }

    private static <T> List<Seen> seen(
            List<T> entries, Function<T, RawJson> definition, Function<T, Set<String>> roles) {
        return entries.stream()
                .map(entry -> new Seen(definition.apply(entry), roles.apply(entry)))
                .toList();
    }
}
