package dev.sluice.edge;

import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Published;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.VirtualServerConfig;

/**
 * An endpoint, and what is there.
 *
 * @param server its name
 * @param rules what the configuration says of it
 * @param catalog what it shows
 */
record Place(String server, VirtualServerConfig rules, Published<CatalogSnapshot> catalog) {
    /** The endpoint of this name. */
    static Place of(EdgeContext context, String server) {
        SluiceConfig config = context.config();
        return new Place(
                server,
                config.federation().server(server).orElse(VirtualServerConfig.ALL),
                context.catalogs().at(server));
    }

    /** The path that it is served at. */
    String path() {
        return server.equals(Call.DEFAULT_SERVER) ? Door.ENDPOINT : Door.ENDPOINT + '/' + server;
    }
}
