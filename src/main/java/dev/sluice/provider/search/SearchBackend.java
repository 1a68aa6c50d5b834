package dev.sluice.provider.search;

import dev.sluice.bus.Call;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.SearchTools;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.Backend;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.BackendShard;
import dev.sluice.provider.Work;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Serves {@code find_tools} at endpoints with {@code search}: the tools of the endpoint that fit a query and that the caller
 * may call, best first. {@code call_tool} never comes here, since the edge routes it to the tool that it names.
 */
public final class SearchBackend implements Backend {
    /** Tools in one answer, unless the caller wants another number. */
    static final int USUAL = 5;
    /** Tools in one answer at most. */
    static final int MAX = 25;
    /** Bytes of definitions in one answer; further tools are left out. */
    static final int MAX_BYTES = 256 * 1024;

    private final Catalogs catalogs;
    private volatile @Nullable ToolIndexes indexes;

    public SearchBackend(Catalogs catalogs) {
        this.catalogs = catalogs;
    }

    @Override
    public String name() {
        return SearchTools.PROVIDER;
    }

    @Override
    public Future<Void> start(BackendHost host) {
        indexes = new ToolIndexes(catalogs, host::blocking);
        return host.offer(new Offer(name(), List.of(SearchDefinitions.FIND, SearchDefinitions.CALL), null, null, null));
    }

    @Override
    public BackendShard open(int shard) {
        return new BackendShard() {
            @Override
            public Future<Outcome> run(Work work) {
                return find(work.call());
            }

            @Override
            public void close() {
                // There is nothing that belongs to a shard.
            }
        };
    }

    @Override
    public Map<String, Object> status() {
        ToolIndexes made = indexes;
        return made == null ? Map.of() : Map.of("indexed", made.sizes());
    }

    @Override
    public Future<Void> stop() {
        return Future.succeededFuture();
    }

    private Future<Outcome> find(Call call) {
        if (!(call.target() instanceof ToolEntry tool) || !tool.localName().equals(SearchTools.FIND)) {
            return Future.succeededFuture(new Outcome.Refused(Refusal.of(RefusalCode.INTERNAL_ERROR)));
        }
        var arguments = call.arguments().tree();
        String query = arguments.path("query").asText();
        int limit = Math.clamp(arguments.path("limit").asInt(USUAL), 1, MAX);
        return Objects.requireNonNull(indexes)
                .of(call.server())
                .map(index -> result(
                        index.find(query, limit, found -> call.principal().hasAnyOf(found.roles()))));
    }

    private static Outcome result(List<ToolEntry> found) {
        List<String> shown = new ArrayList<>();
        int bytes = 0;
        for (ToolEntry tool : found) {
            String text = shown(tool);
            bytes += text.length();
            if (bytes > MAX_BYTES) {
                break;
            }
            shown.add(text);
        }
        String structured = "{\"tools\":[" + String.join(",", shown) + "]}";
        String text = shown.isEmpty()
                ? "No tool fits. Try other words, or fewer."
                : "Call one of these with call_tool: " + structured;
        return new Outcome.Completed(
                RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":" + RawJson.string(text)
                        + "}],\"structuredContent\":" + structured + '}'),
                false);
    }

    /** Description and schema as the definition spells them. */
    private static String shown(ToolEntry tool) {
        StringBuilder out = new StringBuilder("{\"name\":").append(RawJson.string(tool.name()));
        try {
            RawObject definition = RawObject.scan(tool.definition());
            for (String member : List.of("title", "description", "inputSchema")) {
                RawJson value = definition.get(member);
                if (value != null) {
                    out.append(",\"").append(member).append("\":").append(value);
                }
            }
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a definition is not a JSON object", e);
        }
        return out.append('}').toString();
    }
}
