package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.ResourceUpdated;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Passes changes of the catalogue and of resources to the streams of one shard. Confined to its event loop. */
final class Changes {
    private final Set<Listener> listeners = new LinkedHashSet<>();

    /** Whoever wants to know. */
    interface Listener {
        /** The lists of the catalogue have changed. */
        void changed(CatalogChange change);

        /** What a URI stands for has changed. */
        void updated(String uri);
    }

    List<MessageConsumer<?>> listen(Vertx vertx) {
        return List.of(
                vertx.eventBus()
                        .<CatalogChange>localConsumer(
                                Addresses.CATALOG_CHANGED,
                                message -> all().forEach(listener -> listener.changed(message.body()))),
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

    /** A copy: a listener that is cut off while it is told is removed meanwhile. */
    private List<Listener> all() {
        return List.copyOf(listeners);
    }
}
