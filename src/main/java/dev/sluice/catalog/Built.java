package dev.sluice.catalog;

import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.RawJson;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The catalogues of all endpoints, what they were built from and what is odd about them.
 *
 * @param version the highest version of any of them
 * @param snapshots by endpoint; what is as it was before is the same object
 * @param items the tools they were built from, by provider and own name
 * @param withheld what is not served
 * @param quarantined definitions that wait to be reviewed
 * @param fresh definitions that were seen for the first time, to be pinned
 * @param warnings one sentence each
 * @param overlaps pairs of services that give resources of the same URIs, of which one is read
 */
record Built(
        long version,
        Map<String, CatalogSnapshot> snapshots,
        Map<String, ToolItem> items,
        List<Withheld> withheld,
        List<Definition> quarantined,
        List<Definition> fresh,
        List<String> warnings,
        int overlaps) {
    Built {
        snapshots = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(snapshots));
        items = Map.copyOf(items);
        withheld = List.copyOf(withheld);
        quarantined = List.copyOf(quarantined);
        fresh = List.copyOf(fresh);
        warnings = List.copyOf(warnings);
    }

    /** Nothing, built from nothing. */
    static Built nothing(Map<String, CatalogSnapshot> snapshots) {
        long version = snapshots.values().stream()
                .mapToLong(CatalogSnapshot::version)
                .max()
                .orElse(0);
        return new Built(version, snapshots, Map.of(), List.of(), List.of(), List.of(), List.of(), 0);
    }

    /** What somebody sees in a list: a definition, if one has one of the roles. */
    private record Seen(RawJson definition, Set<String> roles) {}

    /** One for each endpoint that is not as it was before, those that are gone included. */
    List<CatalogChange> since(Built before) {
        List<CatalogChange> changes = new ArrayList<>();
        snapshots.forEach((server, now) -> {
            CatalogSnapshot old = before.snapshots.get(server);
            if (now != old) {
                changes.add(change(server, old == null ? CatalogSnapshot.EMPTY : old, now));
            }
        });
        before.snapshots.forEach((server, old) -> {
            if (!snapshots.containsKey(server)) {
                changes.add(change(server, old, new CatalogSnapshot(version, List.of())));
            }
        });
        return changes;
    }

    private static CatalogChange change(String server, CatalogSnapshot old, CatalogSnapshot now) {
        return new CatalogChange(
                server,
                now.version(),
                !toolsIn(now).equals(toolsIn(old)),
                !seen(now.prompts(), PromptEntry::definition, PromptEntry::roles)
                        .equals(seen(old.prompts(), PromptEntry::definition, PromptEntry::roles)),
                !seen(now.resources(), ResourceEntry::definition, ResourceEntry::roles)
                                .equals(seen(old.resources(), ResourceEntry::definition, ResourceEntry::roles))
                        || !seen(now.templates(), TemplateEntry::definition, TemplateEntry::roles)
                                .equals(seen(old.templates(), TemplateEntry::definition, TemplateEntry::roles)));
    }

    private static List<Seen> toolsIn(CatalogSnapshot of) {
        return seen(of.tools().stream().filter(of::lists).toList(), ToolEntry::definition, ToolEntry::roles);
    }

    private static <T> List<Seen> seen(
            List<T> entries, Function<T, RawJson> definition, Function<T, Set<String>> roles) {
        return entries.stream()
                .map(entry -> new Seen(definition.apply(entry), roles.apply(entry)))
                .toList();
    }
}
