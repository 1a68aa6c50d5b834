package dev.sluice.provider.upstream.parked;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.provider.upstream.message.LegacyJson;
import org.jspecify.annotations.Nullable;

/**
 * What a caller brings back with its answers; the core seals it. A value.
 *
 * @param id of the parked call; empty when nothing is parked and the call is to be made anew
 * @param node where it is parked
 * @param round which round of answers this is for, from 1
 */
public record ParkedState(String id, String node, int round) {
    private static final String ANEW = "";

    /** The state of a call that asked its caller to open pages, and is made anew then. */
    public static ParkedState anew(int round) {
        return new ParkedState(ANEW, "", round);
    }

    /** Whether nothing is parked, and the call is to be made anew. */
    public boolean isAnew() {
        return id.equals(ANEW);
    }

    /** As {@link #of} reads it. */
    public RawJson toJson() {
        return RawJson.of(
                "{\"p\":" + JsonCodec.quote(id) + ",\"n\":" + JsonCodec.quote(node) + ",\"r\":" + round + '}');
    }

    /** Null when it is something else. */
    public static @Nullable ParkedState of(@Nullable RawJson state) {
        RawObject object = LegacyJson.object(state);
        if (object == null) {
            return null;
        }
        String id = object.text("p");
        String node = object.text("n");
        Long round = LegacyJson.number(object.get("r"));
        return id == null || node == null || round == null || round < 1 || round > Integer.MAX_VALUE
                ? null
                : new ParkedState(id, node, round.intValue());
    }
}
