package dev.sluice.provider.upstream.legacy;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import dev.sluice.provider.upstream.message.LegacyJson;
import org.jspecify.annotations.Nullable;

/**
 * What a server said of itself in the handshake.
 *
 * @param revision which was agreed on
 * @param subscribe whether it tells of changes of single resources
 */
record LegacyFacts(
        Revision revision,
        boolean tools,
        boolean prompts,
        boolean resources,
        boolean subscribe,
        boolean completions,
        boolean logging) {
    /**
     * Reads the result of a handshake.
     *
     * @return null when it names no legacy revision that the gateway knows
     */
    static @Nullable LegacyFacts of(@Nullable RawJson result) {
        RawObject object = LegacyJson.object(result);
        String version = object == null ? null : object.text("protocolVersion");
        Revision revision = version == null ? null : Revision.of(version).orElse(null);
        if (object == null || revision == null || revision.isModern()) {
            return null;
        }
        RawObject can = LegacyJson.object(object.get("capabilities"));
        RawObject resources = can == null ? null : LegacyJson.object(can.get("resources"));
        return new LegacyFacts(
                revision,
                has(can, "tools"),
                has(can, "prompts"),
                resources != null,
                resources != null && LegacyJson.isTrue(resources.get("subscribe")),
                // There was no such capability before 2025-03-26.
                has(can, "completions") || !revision.isAtLeast(Revision.V2025_03_26),
                has(can, "logging"));
    }

    private static boolean has(@Nullable RawObject capabilities, String name) {
        RawJson value = capabilities == null ? null : capabilities.get(name);
        return value != null && value.isObject();
    }
}
