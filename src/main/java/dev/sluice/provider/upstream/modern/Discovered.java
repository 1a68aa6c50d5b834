package dev.sluice.provider.upstream.modern;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import dev.sluice.provider.upstream.message.ListFetch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an upstream of the modern era says of itself.
 *
 * @param revision the revision that is spoken with it
 * @param lists which lists it has
 * @param tells which of them it tells the changes of
 * @param subscribe whether it tells when a resource changes
 * @param tasks whether its tools can go on as tasks
 */
record Discovered(String revision, ListFetch.Wanted lists, ListFetch.Wanted tells, boolean subscribe, boolean tasks) {

    /** Reads the result of {@code server/discover}; null when it is none. */
    static @Nullable Discovered of(String revision, RawObject result) {
        RawJson capabilities = result.get("capabilities");
        if (capabilities == null || !capabilities.isObject() || !result.has("supportedVersions")) {
            return null;
        }
        JsonNode can = capabilities.tree();
        return new Discovered(
                revision,
                new ListFetch.Wanted(can.has("tools"), can.has("prompts"), can.has("resources")),
                new ListFetch.Wanted(tells(can, "tools"), tells(can, "prompts"), tells(can, "resources")),
                can.path("resources").path("subscribe").asBoolean(),
                can.path("extensions").path(Capability.TASKS_EXTENSION).isObject());
    }

    private static boolean tells(JsonNode capabilities, String list) {
        return capabilities.path(list).path("listChanged").asBoolean();
    }

    /** The newest modern revision of a list that is known here; empty when there is none. */
    static Optional<String> choose(@Nullable RawJson versions) {
        if (versions == null) {
            return Optional.empty();
        }
        String chosen = null;
        for (JsonNode version : versions.tree()) {
            Revision known = Revision.of(version.asText()).orElse(null);
            if (known != null && known.isModern() && (chosen == null || chosen.compareTo(known.wire()) < 0)) {
                chosen = known.wire();
            }
        }
        return Optional.ofNullable(chosen);
    }
}
