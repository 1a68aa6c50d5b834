package dev.sluice.provider.upstream.legacy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.upstream.message.LegacyJson;
import dev.sluice.provider.upstream.message.WebPage;
import dev.sluice.provider.upstream.parked.ParkedState;
import java.io.UncheckedIOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Calls that a server of 2025-11-25 does not do before its user has opened pages (error -32042). Its caller is asked to open
 * them; then the call is made anew. Thread-safe.
 */
final class LegacyPages {
    /** The code of the error. */
    static final int REQUIRED = -32042;

    /** Pages of one call that are passed on. */
    static final int MAX = 16;

    private LegacyPages() {}

    /** The questions; null when there are none, or the caller cannot be sent to a page. */
    static @Nullable Outcome ask(Call call, @Nullable RawJson data) {
        if (data == null || !call.caller().capabilities().can(Capability.URL)) {
            return null;
        }
        int round = call.answers().round() + 1;
        ObjectNode requests = JsonCodec.MAPPER.createObjectNode();
        try {
            for (JsonNode page : data.tree().path("elicitations")) {
                if (page instanceof ObjectNode params
                        && requests.size() < MAX
                        && WebPage.isOne(params.path("url").textValue())) {
                    params.remove("elicitationId");
                    params.put("mode", "url");
                    requests.putObject(prefix(round) + requests.size())
                            .put("method", "elicitation/create")
                            .set("params", params);
                }
            }
        } catch (UncheckedIOException e) {
            return null;
        }
        return requests.isEmpty()
                ? null
                : new Outcome.InputRequired(
                        RawJson.of(requests), ParkedState.anew(round).toJson());
    }

    /** Why a call is not made anew: its caller did not want to open a page. Null when it is. */
    static @Nullable Outcome declined(Call call, ParkedState state) {
        for (Map.Entry<String, RawJson> answer : call.answers().given().entrySet()) {
            RawObject result = LegacyJson.object(answer.getValue());
            if (answer.getKey().startsWith(prefix(state.round()))
                    && (result == null || !"accept".equals(result.text("action")))) {
                return new Outcome.Refused(Refusal.of(
                        call.target() instanceof ToolEntry ? RefusalCode.TOOL_FAILED : RefusalCode.PROVIDER_FAILED,
                        "The page that the server needs was not opened."));
            }
        }
        return null;
    }

    private static String prefix(int round) {
        return "u" + round + '-';
    }
}
