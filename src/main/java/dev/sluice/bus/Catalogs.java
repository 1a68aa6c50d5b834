package dev.sluice.bus;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The catalogues of a node, one for each endpoint. Which endpoints there are never changes. Any thread reads; the catalogue's
 * owner publishes.
 */
public final class Catalogs {
    private final Map<String, Published<CatalogSnapshot>> byServer;

    private Catalogs(Map<String, Published<CatalogSnapshot>> byServer) {
        this.byServer = Collections.unmodifiableMap(byServer);
    }

    /** Empty ones for the default endpoint and these. */
    public static Catalogs of(Set<String> servers) {
        Map<String, Published<CatalogSnapshot>> byServer = new LinkedHashMap<>();
        byServer.put(Call.DEFAULT_SERVER, new Published<>(CatalogSnapshot.EMPTY));
        servers.forEach(server -> byServer.putIfAbsent(server, new Published<>(CatalogSnapshot.EMPTY)));
        return new Catalogs(byServer);
    }

    /** That of the default endpoint, and no other. */
    public static Catalogs ofDefault(Published<CatalogSnapshot> catalog) {
        return new Catalogs(Map.of(Call.DEFAULT_SERVER, catalog));
    }

    /** That of an endpoint; there must be one. */
    public Published<CatalogSnapshot> at(String server) {
        Published<CatalogSnapshot> catalog = byServer.get(server);
        if (catalog == null) {
            throw new IllegalArgumentException("there is no endpoint " + server);
        }
        return catalog;
    }

    /** The names of the endpoints, the default one first. */
    public Set<String> servers() {
        return byServer.keySet();
    }

    /** All of them at this moment. */
    public Map<String, CatalogSnapshot> now() {
        return byServer.keySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), server -> at(server).get()));
    }
}
