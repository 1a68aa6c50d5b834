package dev.sluice.mcp;

import org.jspecify.annotations.Nullable;

/**
 * The headers in which a client repeats what its body says, as they came; null when absent.
 *
 * @param protocolVersion {@code MCP-Protocol-Version}
 * @param method {@code Mcp-Method}
 * @param name {@code Mcp-Name}
 */
public record EraHeaders(
        @Nullable String protocolVersion,
        @Nullable String method,
        @Nullable String name) {
    /** No header at all, as on a transport that has none. */
    public static final EraHeaders NONE = new EraHeaders(null, null, null);

    /** Whether the version header names a modern revision, known or not. */
    public boolean namesModern() {
        return protocolVersion != null && Revision.isModernName(HeaderText.trim(protocolVersion));
    }
}
