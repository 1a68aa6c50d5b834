package dev.sluice.edge;

import dev.sluice.bus.Call;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.Published;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The protocol endpoints by path. Where there are named ones, whatever is below {@code /mcp/} asks for a token first, so that
 * strangers cannot find out which there are. Named ones come and go with their catalogues, and are made when they are first
 * asked for. Confined to the event loop of its shard.
 */
final class Endpoints {
    private static final String BELOW = Door.ENDPOINT + '/';

    private final McpEndpoint usual;
    private final McpEndpoint nowhere;
    private final Catalogs catalogs;
    private final Function<String, @Nullable Named> maker;
    private final Map<String, Named> named = new HashMap<>();
    private Set<String> servers;

    /**
     * An endpoint besides the default one.
     *
     * @param catalog what it was made for
     * @param close to be run when it is there no more
     */
    record Named(McpEndpoint endpoint, Published<CatalogSnapshot> catalog, Runnable close) {}

    /**
     * @param usual at {@code /mcp}
     * @param nowhere refuses whoever is known
     * @param catalogs tell which others there are
     * @param maker makes one of them by its name, null when there is none
     */
    Endpoints(McpEndpoint usual, McpEndpoint nowhere, Catalogs catalogs, Function<String, @Nullable Named> maker) {
        this.usual = usual;
        this.nowhere = nowhere;
        this.catalogs = catalogs;
        this.maker = maker;
        this.servers = catalogs.servers();
    }

    /** The endpoint at a path, null when the path has nothing to do with endpoints. */
    @Nullable
    McpEndpoint at(String path) {
        if (Door.ENDPOINT.equals(path)) {
            return usual;
        }
        return path.startsWith(BELOW) ? below(path.substring(BELOW.length())) : null;
    }

    private @Nullable McpEndpoint below(String server) {
        forgetThoseThatHaveGone();
        if (servers.size() == 1) {
            return null;
        }
        Named known = server.equals(Call.DEFAULT_SERVER) ? null : named.computeIfAbsent(server, maker);
        return known == null ? nowhere : known.endpoint();
    }

    @SuppressWarnings("ReferenceEquality") // another object tells that something has changed
    private void forgetThoseThatHaveGone() {
        Set<String> now = catalogs.servers();
        if (now == servers) {
            return;
        }
        servers = now;
        // One that went and came back has another catalogue.
        named.entrySet().removeIf(entry -> {
            boolean gone = catalogs.find(entry.getKey()) != entry.getValue().catalog();
            if (gone) {
                entry.getValue().close().run();
            }
            return gone;
        });
    }
}
