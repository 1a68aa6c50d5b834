package dev.sluice.bus;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The merged catalogue at one moment. Immutable, read by every shard without a hop. */
public final class CatalogSnapshot {
    /** A catalogue without anything in it. */
    public static final CatalogSnapshot EMPTY = new CatalogSnapshot(0, List.of());

    private final long version;
    private final List<ToolEntry> tools;
    private final Map<String, ToolEntry> byName;

    /**
     * @param version grows with every change
     * @param tools in the order in which they are listed; names are unique
     */
    public CatalogSnapshot(long version, List<ToolEntry> tools) {
        this.version = version;
        this.tools = List.copyOf(tools);
        this.byName = LinkedHashMap.newLinkedHashMap(tools.size());
        for (ToolEntry tool : tools) {
            if (byName.put(tool.name(), tool) != null) {
                throw new IllegalArgumentException("two tools are called " + tool.name());
            }
        }
    }

    public long version() {
        return version;
    }

    public List<ToolEntry> tools() {
        return tools;
    }

    public @Nullable ToolEntry tool(String name) {
        return byName.get(name);
    }
}
