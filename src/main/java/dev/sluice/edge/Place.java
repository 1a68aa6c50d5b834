package dev.sluice.edge;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Entrance;
import dev.sluice.bus.Published;

/**
 * An endpoint, and what is there.
 *
 * @param server its name
 * @param catalog what it shows, and to whom
 */
record Place(String server, Published<CatalogSnapshot> catalog) {
    /** The endpoint of this name, which there must be. */
    static Place of(EdgeContext context, String server) {
        return new Place(server, context.catalogs().at(server));
    }

    /** Who may use it now. */
    Entrance entrance() {
        return catalog.get().entrance();
    }
}
