package dev.sluice.edge.skill;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Principal;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The directories that the URIs of skills make up (SEP-2640, "Reading Directories"). */
public final class Directory {
    private Directory() {}

    /**
     * The direct children of a directory, as far as somebody may see them: files as they are listed, and directories.
     *
     * @return null when there is no such directory for them
     */
    public static @Nullable List<RawJson> children(CatalogSnapshot catalog, Principal principal, String uri) {
        if (!uri.startsWith(SkillFolder.SCHEME) || uri.length() == SkillFolder.SCHEME.length()) {
            return null;
        }
        String prefix = uri + '/';
        Map<String, RawJson> children = new LinkedHashMap<>();
        for (ResourceEntry resource : catalog.resources()) {
            if (resource.uri().equals(uri)) {
                return null;
            }
            if (resource.uri().startsWith(prefix) && principal.hasAnyOf(resource.roles())) {
                int end = resource.uri().indexOf('/', prefix.length());
                if (end < 0) {
                    children.put(resource.uri(), resource.definition());
                } else {
                    children.computeIfAbsent(resource.uri().substring(0, end), Directory::directory);
                }
            }
        }
        return children.isEmpty() ? null : List.copyOf(children.values());
    }

    private static RawJson directory(String uri) {
        return RawJson.of("{\"uri\":" + JsonCodec.quote(uri) + ",\"name\":"
                + JsonCodec.quote(uri.substring(uri.lastIndexOf('/') + 1)) + ",\"mimeType\":\"inode/directory\"}");
    }
}
