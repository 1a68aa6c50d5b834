package dev.sluice.edge;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.TaskSupport;
import dev.sluice.edge.skill.SkillFolder;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.EraLadder;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.ModernResults;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import java.util.ArrayList;
import java.util.List;

/**
 * What the gateway says of itself, and which methods it serves: what the catalogue holds decides, so that a capability that
 * is not declared has no methods either. Confined to the event loop of its shard.
 */
final class ServerFacts {
    private static final String NAME = "sluice";
    private static final int FRESH_MILLIS = 300_000;

    private final ModernResults results;
    private final Place place;
    private Offered offered;

    /** What follows from one catalogue. */
    private record Offered(CatalogSnapshot catalog, boolean tasks, boolean skills, RawJson discovery) {}

    ServerFacts(String version, Place place) {
        this.results = results(version);
        this.place = place;
        this.offered = offered(place.catalog().get());
    }

    /** Shapes results for modern clients, whatever the endpoint. */
    static ModernResults results(String version) {
        return new ModernResults(NAME, version);
    }

    /** Shapes results for modern clients. */
    ModernResults results() {
        return results;
    }

    /** {@code {"name","version"}} */
    RawJson serverInfo() {
        return results.serverInfo();
    }

    /** Whether a method is served at all, now. */
    boolean serves(Method method) {
        CatalogSnapshot now = current().catalog();
        return switch (method) {
            case PROMPTS_LIST, PROMPTS_GET -> now.offersPrompts();
            case RESOURCES_LIST, RESOURCES_TEMPLATES_LIST, RESOURCES_READ, RESOURCES_SUBSCRIBE, RESOURCES_UNSUBSCRIBE ->
                now.offersResources();
            case COMPLETE -> now.offersPrompts() || now.offersResources();
            case TASKS_GET, TASKS_UPDATE, TASKS_CANCEL -> current().tasks();
            case SKILLS_LIST, SKILLS_GET, DIRECTORY_READ -> current().skills();
            default -> true;
        };
    }

    /** The result of {@code server/discover}. */
    RawJson discovery() {
        return current().discovery();
    }

    /** The result of {@code initialize}. */
    RawJson handshake(Revision revision) {
        return RawJson.of("{\"protocolVersion\":\"" + revision.wire() + "\",\"capabilities\":"
                + capabilities(current().catalog(), revision, false, current().skills()) + ",\"serverInfo\":"
                + results.serverInfo() + instructions(current().catalog()) + '}');
    }

    /** The {@code _meta} member of results that do not come from a tool. */
    static String meta(RawJson serverInfo) {
        return "\"_meta\":{\"" + MetaKeys.SERVER_INFO + "\":" + serverInfo + '}';
    }

    private static String instructions(CatalogSnapshot snapshot) {
        return snapshot.entrance()
                .instructions()
                .map(text -> ",\"instructions\":" + JsonCodec.quote(text))
                .orElse("");
    }

    private Offered current() {
        CatalogSnapshot now = place.catalog().get();
        if (now != offered.catalog()) {
            offered = offered(now);
        }
        return offered;
    }

    private Offered offered(CatalogSnapshot snapshot) {
        boolean skills = SkillFolder.anyIn(snapshot);
        boolean tasks = snapshot.tools().stream().anyMatch(tool -> tool.tasks() != TaskSupport.NONE);
        List<String> versions =
                EraLadder.MODERN_VERSIONS.stream().map(JsonCodec::quote).toList();
        RawJson discovery = RawJson.of("{\"resultType\":\"complete\",\"supportedVersions\":["
                + String.join(",", versions)
                + "],\"capabilities\":" + capabilities(snapshot, Revision.LATEST, tasks, skills) + ",\"ttlMs\":"
                + FRESH_MILLIS
                + ",\"cacheScope\":\"" + (snapshot.entrance().roles().isEmpty() ? "public" : "private") + '"'
                + instructions(snapshot) + ',' + meta(results.serverInfo()) + '}');
        return new Offered(snapshot, tasks, skills, discovery);
    }

    private static String capabilities(CatalogSnapshot snapshot, Revision revision, boolean tasks, boolean skills) {
        List<String> members = new ArrayList<>();
        members.add("\"tools\":{\"listChanged\":true}");
        members.add("\"logging\":{}");
        if (snapshot.offersPrompts()) {
            members.add("\"prompts\":{\"listChanged\":true}");
        }
        if (snapshot.offersResources()) {
            members.add("\"resources\":{\"subscribe\":true,\"listChanged\":true}");
        }
        if ((snapshot.offersPrompts() || snapshot.offersResources()) && revision.isAtLeast(Revision.V2025_03_26)) {
            members.add("\"completions\":{}");
        }
        List<String> extensions = new ArrayList<>(2);
        if (tasks) {
            extensions.add('"' + Capability.TASKS_EXTENSION + "\":{}");
        }
        if (skills) {
            extensions.add("\"io.modelcontextprotocol/skills\":{\"directoryRead\":true}");
        }
        if (!extensions.isEmpty()) {
            members.add("\"extensions\":{" + String.join(",", extensions) + '}');
        }
        return '{' + String.join(",", members) + '}';
    }
}
