package dev.sluice.edge;

import dev.sluice.mcp.HeaderText;
import dev.sluice.mcp.Revision;
import dev.sluice.mcp.RpcWriter.MissingId;
import org.jspecify.annotations.Nullable;

/** The shape in which one client wants its answers. */
enum Wire {
    /** JSON-RPC of 2026-07-28 and later. */
    MODERN,
    /** JSON-RPC of 2025-11-25. */
    LEGACY,
    /** JSON-RPC of revisions whose errors always have an id, if only null. */
    LEGACY_NULL_ID,
    /** {@code {"type":"response"|"error",…}} */
    ENVELOPE;

    /** The shape for a client whose body has not been understood (yet). */
    static Wire of(@Nullable String versionHeader) {
        if (versionHeader == null) {
            return LEGACY_NULL_ID;
        }
        if (versionHeader.equals(Revision.LATEST.wire())) {
            return MODERN;
        }
        String version = HeaderText.trim(versionHeader);
        return Revision.isModernName(version)
                ? MODERN
                : Revision.of(version).map(Wire::of).orElse(LEGACY_NULL_ID);
    }

    static Wire of(Revision revision) {
        if (revision.isModern()) {
            return MODERN;
        }
        return revision.isAtLeast(Revision.V2025_11_25) ? LEGACY : LEGACY_NULL_ID;
    }

    MissingId missingId() {
        return this == LEGACY_NULL_ID ? MissingId.NULL : MissingId.OMITTED;
    }
}
