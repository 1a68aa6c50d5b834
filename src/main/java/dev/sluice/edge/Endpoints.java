package dev.sluice.edge;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The protocol endpoints by path. Where there are named ones, whatever is below {@code /mcp/} asks for a token first, so that
 * strangers cannot find out which there are. Confined to the event loop of its shard.
 */
final class Endpoints {
    private static final String BELOW = Door.ENDPOINT + '/';

    private final McpEndpoint usual;
    private final McpEndpoint nowhere;
    private final Map<String, McpEndpoint> named;

    /**
     * @param usual at {@code /mcp}
     * @param nowhere refuses whoever is known
     * @param named the others by path
     */
    Endpoints(McpEndpoint usual, McpEndpoint nowhere, Map<String, McpEndpoint> named) {
        this.usual = usual;
        this.nowhere = nowhere;
        this.named = new HashMap<>(named);
    }

    /** The endpoint at a path, null when the path has nothing to do with endpoints. */
    @Nullable
    McpEndpoint at(String path) {
        if (Door.ENDPOINT.equals(path)) {
            return usual;
        }
        return named.isEmpty() || !path.startsWith(BELOW) ? null : named.getOrDefault(path, nowhere);
    }
}
