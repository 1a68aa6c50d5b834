package dev.sluice.catalog;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Entrance;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.SearchTools;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.FederationConfig;
import dev.sluice.config.VirtualServerConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Selects and names what one endpoint shows. Free of state; any thread. */
final class EndpointBuilder {
    private final String server;
    private final FederationConfig federation;
    private final VirtualServerConfig rules;
    private final NamePatterns tools;
    private final NamePatterns prompts;
    private final NamePatterns resources;
    private final NamePatterns listed;

    EndpointBuilder(String server, FederationConfig federation) {
        this.server = server;
        this.federation = federation;
        this.rules = federation.server(server).orElse(VirtualServerConfig.ALL);
        this.tools = new NamePatterns(rules.tools());
        this.prompts = new NamePatterns(rules.prompts());
        this.resources = new NamePatterns(rules.resources());
        this.listed = new NamePatterns(rules.listed());
    }

    /**
     * What the endpoint shows of the stock.
     *
     * @param withheld where those go whose names another one has at this endpoint
     */
    CatalogSnapshot.Contents contents(Stock stock, List<Withheld> withheld) {
        List<ToolEntry> shown = shownTools(stock, withheld);
        List<ResourceEntry> uris = stock.resources.stream()
                .filter(resource -> resources.match(resource.uri()))
                .toList();
        List<TemplateEntry> templates = stock.templates.stream()
                .filter(template -> resources.match(template.template().text()))
                .toList();
        return new CatalogSnapshot.Contents(
                shown,
                shownPrompts(stock, withheld),
                uris,
                templates,
                stock.offersPrompts && !prompts.isEmpty(),
                stock.offersResources && !resources.isEmpty(),
                unlisted(shown),
                names(stock.quarantined),
                stock.whole,
                new Entrance(rules.roles(), rules.instructions()));
    }

    private List<ToolEntry> shownTools(Stock stock, List<Withheld> withheld) {
        List<ToolEntry> shown = new ArrayList<>();
        Claims names = new Claims("tools of the endpoint \"" + server + "\"", withheld);
        Map<String, String> prefixes = new HashMap<>();
        // Searching comes first: a model reads that before anything else.
        stock.tools.stream()
                .filter(item -> rules.search() && isOfSearch(item))
                .forEach(item -> shown.add(item.usual()));
        shown.forEach(tool -> names.claim(tool.name(), tool.provider(), true));
        for (ToolItem item : stock.tools) {
            if (!isOfSearch(item) && tools.match(item.usual().name())) {
                ToolEntry entry = item.under(prefix(prefixes, item.usual().provider()));
                if (names.claim(entry.name(), entry.provider(), true)) {
                    shown.add(entry);
                }
            }
        }
        return shown;
    }

    private List<PromptEntry> shownPrompts(Stock stock, List<Withheld> withheld) {
        List<PromptEntry> shown = new ArrayList<>();
        Claims names = new Claims("prompts of the endpoint \"" + server + "\"", withheld);
        Map<String, String> prefixes = new HashMap<>();
        for (PromptItem item : stock.prompts) {
            if (prompts.match(item.name())) {
                PromptEntry entry = item.under(prefix(prefixes, item.offered().provider()));
                if (names.claim(entry.name(), entry.provider(), true)) {
                    shown.add(entry);
                }
            }
        }
        return shown;
    }

    private Set<String> unlisted(List<ToolEntry> shown) {
        Set<String> unlisted = new HashSet<>();
        if (rules.search()) {
            shown.stream()
                    .filter(tool -> !tool.provider().equals(SearchTools.PROVIDER) && !listed.match(tool.ruleName()))
                    .forEach(tool -> unlisted.add(tool.name()));
        }
        return unlisted;
    }

    /** The names under which this endpoint would show them. */
    private Set<String> names(List<Definition> definitions) {
        Set<String> names = new HashSet<>();
        for (Definition definition : definitions) {
            NamePatterns patterns = definition.kind() == Kind.TOOL ? tools : prompts;
            if (patterns.match(definition.publicName())) {
                names.add(PublicName.of(federation.prefix(server, definition.provider()), definition.name()));
            }
        }
        return names;
    }

    private static boolean isOfSearch(ToolItem item) {
        return item.usual().provider().equals(SearchTools.PROVIDER);
    }

    private String prefix(Map<String, String> known, String provider) {
        Function<String, String> look = name -> federation.prefix(server, name);
        return known.computeIfAbsent(provider, look);
    }
}
