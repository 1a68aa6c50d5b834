package dev.sluice.edge;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Published;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.ParamHeaders;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rung 11 i of the era ladder: compares {@code Mcp-Param-*} headers with the arguments of the tool they belong to. The
 * annotations of a tool are read once for each catalogue. Confined to the event loop of its shard.
 */
final class ToolHeaders {
    private final Published<CatalogSnapshot> catalog;
    private final Map<String, ParamHeaders> byTool = new HashMap<>();
    private CatalogSnapshot read;

    ToolHeaders(Published<CatalogSnapshot> catalog) {
        this.catalog = catalog;
        this.read = catalog.get();
    }

    /** Why a call is refused for its headers, null when it is not; a tool that does not exist has none. */
    @Nullable
    Refusal mismatch(String tool, RawJson arguments, Exchange exchange) {
        if (!exchange.hasHeaders()) {
            return null;
        }
        CatalogSnapshot current = catalog.get();
        if (current.version() != read.version()) {
            byTool.clear();
            read = current;
        }
        ParamHeaders params = byTool.get(tool);
        if (params == null) {
            ToolEntry entry = current.tool(tool);
            if (entry == null) {
                return null;
            }
            params = ParamHeaders.of(entry.definition());
            byTool.put(tool, params);
        }
        return params.mismatch(arguments, exchange::header);
    }
}
