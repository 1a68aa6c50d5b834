package dev.sluice.provider;

import dev.sluice.mcp.RawJson;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The caller must answer before the request can go on. The same method is called again with its answers; see
 * {@link Dialogue}, whose {@link Dialogue#waiting} makes this.
 *
 * @param questions by key, in order; empty means "come back later"
 * @param state brought back unread and unchanged in {@link Dialogue#state}; sealed on its way; at most {@link #MAX_STATE} bytes;
 *     null for none
 */
public record Ask(
        Map<String, Question<?>> questions, @Nullable RawJson state) implements Reply {
    /** Bytes that the state may have. */
    public static final int MAX_STATE = 16 * 1024;

    public Ask {
        questions = Collections.unmodifiableMap(new LinkedHashMap<>(questions));
    }

    /** The same questions, with something to remember until the answers come. */
    public Ask remembering(RawJson newState) {
        return new Ask(questions, newState);
    }
}
