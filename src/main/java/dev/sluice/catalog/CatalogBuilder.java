package dev.sluice.catalog;

import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Offer;
import dev.sluice.config.SluiceConfig;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Merges what the providers offer with the rules of the configuration. Free of state; any thread. */
final class CatalogBuilder {
    private final SluiceConfig config;
    private final Map<String, EndpointBuilder> endpoints = new LinkedHashMap<>();

    /** @param servers the endpoints */
    CatalogBuilder(SluiceConfig config, Set<String> servers) {
        this.config = config;
        servers.forEach(server -> endpoints.put(server, new EndpointBuilder(server, config.federation())));
    }

    /** One for the default endpoint and those that the configuration has. */
    static CatalogBuilder of(SluiceConfig config) {
        Set<String> servers = new LinkedHashSet<>(List.of(Call.DEFAULT_SERVER));
        servers.addAll(config.federation().servers().keySet());
        return new CatalogBuilder(config, servers);
    }

    /** Whether the configuration has a service of this name. */
    boolean hasService(String provider) {
        return config.federation().service(provider).isPresent();
    }

    /**
     * Builds the catalogues: built-in providers and plugins in the order given, then services in the order of the file, each
     * in its own order. Compiles every input schema that is not in the one before, which takes a while.
     *
     * @param before what is to be replaced
     * @param pins what was accepted
     * @throws CatalogException when two things of plugins have one name or a schema of a plugin cannot be used
     */
    Built build(Built before, Collection<Offer> offers, Pins pins) {
        Stock stock = new Intake(config, before.items(), pins).take(offers);
        List<Withheld> withheld = new ArrayList<>(stock.withheld);
        Map<String, CatalogSnapshot> snapshots = new LinkedHashMap<>();
        long version = before.version();
        for (Map.Entry<String, EndpointBuilder> endpoint : endpoints.entrySet()) {
            CatalogSnapshot old = before.snapshots().getOrDefault(endpoint.getKey(), CatalogSnapshot.EMPTY);
            CatalogSnapshot.Contents contents = endpoint.getValue().contents(stock, withheld);
            boolean same = old.version() > 0 && old.contents().equals(contents);
            // Versions of two endpoints differ, so that a cursor of one is not taken for one of the other.
            snapshots.put(endpoint.getKey(), same ? old : new CatalogSnapshot(++version, contents));
        }
        List<String> overlaps = Overlaps.in(stock);
        return new Built(
                version,
                snapshots,
                items(stock, before),
                withheld,
                stock.quarantined,
                stock.fresh,
                warnings(stock, withheld, overlaps),
                overlaps.size());
    }

    /** Those that wait to be reviewed are kept as well: they need not be compiled again when they are accepted. */
    private static Map<String, ToolItem> items(Stock stock, Built before) {
        Map<String, ToolItem> items = new HashMap<>();
        stock.quarantined.stream()
                .filter(definition -> definition.kind() == Kind.TOOL)
                .map(definition -> Intake.key(definition.provider(), definition.name()))
                .forEach(key -> {
                    ToolItem known = before.items().get(key);
                    if (known != null) {
                        items.put(key, known);
                    }
                });
        stock.tools.forEach(item ->
                items.put(Intake.key(item.offered().provider(), item.offered().name()), item));
        return items;
    }

    private List<String> warnings(Stock stock, List<Withheld> withheld, List<String> overlaps) {
        List<String> warnings = new ArrayList<>();
        withheld.stream().map(Withheld::message).distinct().forEach(warnings::add);
        warnings.addAll(overlaps);
        if (stock.whole) {
            Set<String> names = new HashSet<>();
            stock.tools.forEach(item -> names.add(item.usual().ruleName()));
            withheld.forEach(one -> names.add(one.name()));
            config.tools().keySet().stream()
                    .filter(name -> !names.contains(name))
                    .sorted()
                    .forEach(name ->
                            warnings.add("There are rules for the tool \"" + name + "\", which does not exist."));
        }
        return warnings;
    }
}
