package dev.sluice.mcp;

import org.jspecify.annotations.Nullable;

/**
 * The headers in which a client repeats what its body says, as they came; null when absent.
 *
 * @param protocolVersion {@code MCP-Protocol-Version}
 * @param method {@code Mcp-Method}
 * @param name {@code Mcp-Name}
 * @param carried whether the transport has headers at all; where it has none, none is missed
 */
public record EraHeaders(
        @Nullable String protocolVersion,
        @Nullable String method,
        @Nullable String name,
        boolean carried) {
    /** What a transport without headers has, such as standard input. */
    public static final EraHeaders NONE = new EraHeaders(null, null, null, false);

    /** The headers of an HTTP request. */
    public EraHeaders(@Nullable String protocolVersion, @Nullable String method, @Nullable String name) {
        this(protocolVersion, method, name, true);
    }

    /** Whether the version header names a modern revision, known or not. */
    public boolean namesModern() {
        return protocolVersion != null && Revision.isModernName(HeaderText.trim(protocolVersion));
    }
}
