package dev.sluice.provider.search;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.Published;
import io.vertx.core.Future;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The indexes of the catalogues of all endpoints; each is made once for a catalogue, when it is first searched. Thread-safe.
 */
final class ToolIndexes {
    private final Catalogs catalogs;
    private final Function<Callable<ToolIndex>, Future<ToolIndex>> blocking;
    private final Map<String, Slot> slots = new ConcurrentHashMap<>();

    private record Slot(CatalogSnapshot catalog, Future<ToolIndex> index) {}

    /** @param blocking runs what takes its time */
    ToolIndexes(Catalogs catalogs, Function<Callable<ToolIndex>, Future<ToolIndex>> blocking) {
        this.catalogs = catalogs;
        this.blocking = blocking;
    }

    /** The index of what an endpoint has now. */
    Future<ToolIndex> of(String server) {
        Published<CatalogSnapshot> catalog = catalogs.find(server);
        // A call may outlive its endpoint.
        CatalogSnapshot now = catalog == null ? CatalogSnapshot.EMPTY : catalog.get();
        Slot known = slots.get(server);
        if (known != null && isOf(known, now)) {
            return known.index();
        }
        slots.keySet().retainAll(catalogs.servers());
        return slots.compute(
                        server,
                        (ignored, slot) -> slot != null && isOf(slot, now)
                                ? slot
                                : new Slot(now, blocking.apply(() -> new ToolIndex(now.tools()))))
                .index();
    }

    /** Tools by endpoint that was searched. */
    Map<String, Object> sizes() {
        Map<String, Object> sizes = new java.util.TreeMap<>();
        slots.forEach((server, slot) -> {
            if (slot.index().succeeded()) {
                sizes.put(server, slot.index().result().size());
            }
        });
        return sizes;
    }

    /** Versions of two catalogues of one endpoint differ. One whose index could not be made is tried again. */
    private static boolean isOf(Slot slot, CatalogSnapshot catalog) {
        return slot.catalog().version() == catalog.version() && !slot.index().failed();
    }
}
