package dev.sluice.edge;

import dev.sluice.mcp.EraLadder;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.ModernResults;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import java.util.List;
import java.util.Set;

/** What the gateway says of itself, and which methods it serves. Immutable. */
final class ServerFacts {
    /** Methods that modern requests may ask for. */
    static final Set<Method> MODERN_METHODS = Set.of(Method.DISCOVER, Method.TOOLS_LIST, Method.TOOLS_CALL);

    private static final String NAME = "sluice";
    private static final String CAPABILITIES = "{\"tools\":{}}";
    private static final int FRESH_MILLIS = 300_000;

    private final ModernResults results;
    private final RawJson discovery;

    ServerFacts(String version) {
        this.results = new ModernResults(NAME, version);
        List<String> versions =
                EraLadder.MODERN_VERSIONS.stream().map(JsonCodec::quote).toList();
        this.discovery = RawJson.of("{\"resultType\":\"complete\",\"supportedVersions\":[" + String.join(",", versions)
                + "],\"capabilities\":" + CAPABILITIES + ",\"ttlMs\":" + FRESH_MILLIS
                + ",\"cacheScope\":\"public\"," + meta(results.serverInfo()) + '}');
    }

    /** Shapes results for modern clients. */
    ModernResults results() {
        return results;
    }

    /** {@code {"name","version"}} */
    RawJson serverInfo() {
        return results.serverInfo();
    }

    /** The result of {@code server/discover}. */
    RawJson discovery() {
        return discovery;
    }

    /** The result of {@code initialize}. */
    RawJson handshake(Revision revision) {
        return RawJson.of("{\"protocolVersion\":\"" + revision.wire() + "\",\"capabilities\":" + CAPABILITIES
                + ",\"serverInfo\":" + results.serverInfo() + '}');
    }

    /** The {@code _meta} member of results that do not come from a tool. */
    static String meta(RawJson serverInfo) {
        return "\"_meta\":{\"" + MetaKeys.SERVER_INFO + "\":" + serverInfo + '}';
    }
}
