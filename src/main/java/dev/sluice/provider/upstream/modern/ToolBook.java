package dev.sluice.provider.upstream.modern;

import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.HeaderText;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.ParamHeaders;
import dev.sluice.mcp.RawJson;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What of a call depends on its tool only, written once for each list. Immutable. */
final class ToolBook {
    static final ToolBook EMPTY = new ToolBook(List.of());

    /**
     * One tool.
     *
     * @param head the params of its calls as far as the arguments; bytes that are no whole JSON
     * @param header its name in {@code Mcp-Name}
     * @param params arguments that are repeated in headers
     */
    record Page(RawJson head, String header, ParamHeaders params) {
        static Page of(String name, ParamHeaders params) {
            return new Page(
                    RawJson.of("{\"name\":" + JsonCodec.quote(name) + ",\"arguments\":"),
                    HeaderText.encode(name),
                    params);
        }
    }

    private final Map<String, Page> pages = new HashMap<>();

    ToolBook(List<ToolDescriptor> tools) {
        for (ToolDescriptor tool : tools) {
            pages.put(tool.name(), Page.of(tool.name(), ParamHeaders.of(tool.definition())));
        }
    }

    /** A tool's page; that of a tool without annotations when it is not listed any more. */
    Page page(String name) {
        Page page = pages.get(name);
        return page != null ? page : Page.of(name, ParamHeaders.NONE);
    }
}
