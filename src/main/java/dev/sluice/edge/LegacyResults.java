package dev.sluice.edge;

import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;

/** Gives results the shape of an older revision. What a result has beyond it is left out only where it would mislead. */
final class LegacyResults {
    private LegacyResults() {}

    /**
     * A result as a client of this revision may read it.
     *
     * @param result in the shape of the newest revision
     */
    static RawJson of(Method method, Revision revision, RawJson result) {
        return result;
    }
}
