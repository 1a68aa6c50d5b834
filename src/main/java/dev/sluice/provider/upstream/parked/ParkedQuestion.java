package dev.sluice.provider.upstream.parked;

import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.upstream.message.LegacyJson;
import dev.sluice.provider.upstream.message.WebPage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request of an upstream to its client, on its way to a caller. A value.
 *
 * @param asked the request as it came
 * @param params as a caller of the newest revision is asked, null for none
 */
record ParkedQuestion(
        RpcMessage.Request asked, Kind kind, @Nullable RawJson params) {
    private static final RawJson NONE = RawJson.of("\"none\"");
    private static final Set<String> ACTIONS = Set.of("accept", "decline", "cancel");

    /** What is asked for. */
    enum Kind {
        ELICITATION("elicitation/create"),
        SAMPLING("sampling/createMessage"),
        ROOTS("roots/list");

        private final String method;

        Kind(String method) {
            this.method = method;
        }

        static @Nullable Kind of(String method) {
            for (Kind kind : values()) {
                if (kind.method.equals(method)) {
                    return kind;
                }
            }
            return null;
        }
    }

    RequestId id() {
        return asked.id();
    }

    /** The question, null when a client that can do no more than this cannot be asked it. */
    static @Nullable ParkedQuestion of(RpcMessage.Request request, ClientCapabilities client) {
        Kind kind = Kind.of(request.method());
        RawObject params = request.params().orElse(null);
        if (kind == Kind.ROOTS) {
            return client.can(Capability.ROOTS) ? new ParkedQuestion(request, kind, null) : null;
        }
        if (kind == null || params == null) {
            return null;
        }
        RawJson asked = kind == Kind.SAMPLING ? sampling(params, client) : elicitation(params, client);
        return asked == null ? null : new ParkedQuestion(request, kind, asked);
    }

    private static @Nullable RawJson elicitation(RawObject params, ClientCapabilities client) {
        boolean url = "url".equals(params.text("mode"));
        if (!client.can(url ? Capability.URL : Capability.FORM) || (url && !WebPage.isOne(params.text("url")))) {
            return null;
        }
        Map<String, @Nullable RawJson> changes = new LinkedHashMap<>();
        if (params.has("elicitationId")) {
            changes.put("elicitationId", null);
        }
        return changed(params, changes);
    }

    private static @Nullable RawJson sampling(RawObject params, ClientCapabilities client) {
        boolean tools = params.has("tools") || params.has("toolChoice");
        if (!client.can(Capability.SAMPLING) || (tools && !client.can(Capability.SAMPLING_TOOLS))) {
            return null;
        }
        Map<String, @Nullable RawJson> changes = new LinkedHashMap<>();
        RawJson context = params.get("includeContext");
        if (context != null && !context.equals(NONE) && !client.can(Capability.SAMPLING_CONTEXT)) {
            changes.put("includeContext", NONE);
        }
        return changed(params, changes);
    }

    /** A token for progress of the answer would be of no use to whoever answers with a new request. */
    private static RawJson changed(RawObject params, Map<String, @Nullable RawJson> changes) {
        RawObject meta = LegacyJson.object(params.get("_meta"));
        if (meta != null && meta.has(MetaKeys.PROGRESS_TOKEN)) {
            Map<String, @Nullable RawJson> without = new LinkedHashMap<>();
            without.put(MetaKeys.PROGRESS_TOKEN, null);
            changes.put("_meta", meta.size() == 1 ? null : LegacyJson.with(meta, without));
        }
        return changes.isEmpty() ? params.raw() : LegacyJson.with(params, changes);
    }

    /** As one of {@code inputRequests}. */
    String toJson() {
        return "{\"method\":\"" + kind.method + '"' + (params == null ? "" : ",\"params\":" + params) + '}';
    }

    /** Whether an answer has the shape that the question wants. */
    boolean fits(RawJson answer) {
        RawObject result = LegacyJson.object(answer);
        if (result == null) {
            return false;
        }
        return switch (kind) {
            case ELICITATION -> {
                String action = result.text("action");
                RawJson content = result.get("content");
                yield action != null && ACTIONS.contains(action) && (content == null || content.isObject());
            }
            case SAMPLING -> {
                RawJson content = result.get("content");
                yield result.text("role") != null
                        && content != null
                        && (content.isObject() || LegacyJson.isArray(content));
            }
            case ROOTS -> LegacyJson.isArray(result.get("roots"));
        };
    }
}
