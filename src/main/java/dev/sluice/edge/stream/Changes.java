package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.CatalogView;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.Published;
import dev.sluice.bus.ResourceUpdated;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Passes changes of catalogues and of resources to the streams of one shard. Of a catalogue only those hear who see a
 * difference, which is looked at once for each set of roles. Confined to its event loop.
 */
final class Changes {
    private final Catalogs catalogs;
    /** The catalogues that listeners know of. */
    private final Map<String, CatalogSnapshot> told;

    private final Set<Listener> listeners = new LinkedHashSet<>();

    Changes(Catalogs catalogs) {
        this.catalogs = catalogs;
        this.told = new HashMap<>(catalogs.now());
    }

    /** Whoever wants to know. */
    interface Listener {
        /** Who it is. */
        Audience audience();

        /** Lists of the catalogue have changed as this listener sees them. */
        void changed(CatalogChange change);

        /** What a URI stands for has changed. */
        void updated(String uri);

        /** The endpoint is there no more, or not for this listener. */
        void closed();
    }

    List<MessageConsumer<?>> listen(Vertx vertx) {
        return List.of(
                vertx.eventBus()
                        .<CatalogChange>localConsumer(
                                Addresses.CATALOG_CHANGED,
                                message -> changed(message.body().server())),
                vertx.eventBus()
                        .<ResourceUpdated>localConsumer(
                                Addresses.RESOURCE_UPDATED,
                                message -> all().forEach(listener ->
                                        listener.updated(message.body().uri()))));
    }

    void add(Listener listener) {
        listeners.add(listener);
    }

    void remove(Listener listener) {
        listeners.remove(listener);
    }

    /** Ends whoever began to listen at an endpoint while that went away. */
    void sweep() {
        close(listener -> catalogs.find(listener.audience().server()) == null);
    }

    /** What is read may be newer than what was told of: then the next message finds nothing new. */
    private void changed(String server) {
        Published<CatalogSnapshot> present = catalogs.find(server);
        if (present == null) {
            told.remove(server);
            close(listener -> listener.audience().server().equals(server));
            return;
        }
        CatalogSnapshot now = present.get();
        CatalogSnapshot before = told.put(server, now);
        close(listener -> listener.audience().server().equals(server)
                && !listener.audience().principal().hasAnyOf(now.entrance().roles()));
        if (before == null || before == now) {
            return;
        }
        Map<Set<String>, CatalogChange> seen = new HashMap<>();
        for (Listener listener : all()) {
            Audience audience = listener.audience();
            if (audience.server().equals(server)) {
                CatalogChange change = seen.computeIfAbsent(
                        audience.principal().roles(),
                        roles -> CatalogView.change(server, before, now, audience.principal()));
                if (change.isSeen()) {
                    listener.changed(change);
                }
            }
        }
    }

    private void close(Predicate<Listener> which) {
        all().stream().filter(which).forEach(Listener::closed);
    }

    /** A copy: a listener that is cut off while it is told is removed meanwhile. */
    private List<Listener> all() {
        return List.copyOf(listeners);
    }
}
