package dev.sluice.edge;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list.
 *
 * @param next the member that says where the next page begins, with its comma; empty for the last
 */
record Page<T>(List<T> entries, String next) {
    /**
     * The page at a cursor.
     *
     * @param cursor null for the first page
     * @throws dev.sluice.mcp.RefusedException with INVALID_PARAMS for a cursor that is none of ours
     */
    static <T> Page<T> of(List<T> all, @Nullable String cursor, int size, long version) {
        int from = 0;
        if (cursor != null) {
            ListCursor parsed = ListCursor.of(cursor);
            from = parsed.offset();
            if (parsed.version() != version || from % size != 0 || from < size || from >= all.size()) {
                throw ListCursor.unknown();
            }
        }
        int to = Math.min(from + size, all.size());
        return new Page<>(
                all.subList(from, to),
                to == all.size() ? "" : ",\"nextCursor\":\"" + new ListCursor(version, to).text() + '"');
    }
}
