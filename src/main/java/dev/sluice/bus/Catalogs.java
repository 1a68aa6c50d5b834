package dev.sluice.bus;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The catalogues of a node, one for each endpoint; an endpoint is there as long as its catalogue is, and the default one always.
 * Any thread reads; the catalogue's owner publishes and removes.
 */
public final class Catalogs {
    /** Replaced as a whole. */
    private volatile Map<String, Published<CatalogSnapshot>> byServer;

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

    /** That of an endpoint; null when there is no such endpoint. */
    public @Nullable Published<CatalogSnapshot> find(String server) {
        return byServer.get(server);
    }

    /** That of an endpoint; there must be one. */
    public Published<CatalogSnapshot> at(String server) {
        Published<CatalogSnapshot> catalog = find(server);
        if (catalog == null) {
            throw new IllegalArgumentException("there is no endpoint " + server);
        }
        return catalog;
    }

    /** Publishes the catalogue of an endpoint, which is there from now on. */
    public void publish(String server, CatalogSnapshot snapshot) {
        Published<CatalogSnapshot> present = find(server);
        if (present != null) {
            present.publish(snapshot);
            return;
        }
        Map<String, Published<CatalogSnapshot>> more = new LinkedHashMap<>(byServer);
        more.put(server, new Published<>(snapshot));
        byServer = Collections.unmodifiableMap(more);
    }

    /** Takes an endpoint away; requests that are in it already still see its last catalogue. */
    public void remove(String server) {
        if (server.equals(Call.DEFAULT_SERVER)) {
            throw new IllegalArgumentException("the default endpoint stays");
        }
        Map<String, Published<CatalogSnapshot>> less = new LinkedHashMap<>(byServer);
        less.remove(server);
        byServer = Collections.unmodifiableMap(less);
    }

    /** The names of the endpoints, the default one first; another object when they are others. */
    public Set<String> servers() {
        return byServer.keySet();
    }

    /** All of them at this moment. */
    public Map<String, CatalogSnapshot> now() {
        return byServer.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().get()));
    }
}
