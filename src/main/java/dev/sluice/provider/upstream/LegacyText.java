package dev.sluice.provider.upstream;

import dev.sluice.bus.Call;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.Target;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes requests to servers of legacy revisions, each in one buffer. What is relayed keeps its bytes. Thread-safe. */
final class LegacyText {
    private static final Set<String> NOT_RELAYED = Set.of(
            MetaKeys.PROTOCOL_VERSION,
            MetaKeys.CLIENT_CAPABILITIES,
            MetaKeys.CLIENT_INFO,
            MetaKeys.LOG_LEVEL,
            MetaKeys.PROGRESS_TOKEN,
            MetaKeys.TRACEPARENT);

    private LegacyText() {}

    /** The params of a handshake. */
    static RawJson initialize(Revision revision, ClientCapabilities profile, String version) {
        return RawJson.of("{\"protocolVersion\":\"" + revision.wire() + "\",\"capabilities\":"
                + profile.in(revision).toJson() + ",\"clientInfo\":{\"name\":\"sluice\",\"version\":"
                + JsonCodec.quote(version) + "}}");
    }

    /** The name or URI that is asked for, as the upstream spells it. */
    static String nameOf(Target target) {
        return switch (target) {
            case ToolEntry tool -> tool.localName();
            case PromptEntry prompt -> prompt.localName();
            case ResourceTarget resource -> resource.uri();
            case CompletionTarget completion -> completion.localName();
        };
    }

    /** The request that a call becomes; its id is its progress token, when the caller wants to hear of progress. */
    static Buffer call(long id, Call call, Revision revision) {
        RawJson arguments = call.arguments();
        Buffer out = Buffer.buffer(256 + arguments.length())
                .appendString("{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\""
                        + call.target().method().wire() + "\",\"params\":{");
        String name = JsonCodec.quote(nameOf(call.target()));
        switch (call.target()) {
            case ToolEntry ignored ->
                arguments.appendTo(out.appendString("\"name\":" + name + ",\"arguments\":"));
            case PromptEntry ignored ->
                arguments.appendTo(out.appendString("\"name\":" + name + ",\"arguments\":"));
            case ResourceTarget ignored -> out.appendString("\"uri\":" + name);
            case CompletionTarget completion -> out.appendString(completion(completion, name, revision));
        }
        meta(out, id, call);
        return out.appendString("}}");
    }

    private static String completion(CompletionTarget target, String name, Revision revision) {
        boolean prompt = target.kind() == CompletionTarget.Kind.PROMPT;
        StringBuilder out = new StringBuilder("\"ref\":{\"type\":\"")
                .append(prompt ? "ref/prompt\",\"name\":" : "ref/resource\",\"uri\":")
                .append(name)
                .append("},\"argument\":{\"name\":")
                .append(JsonCodec.quote(target.argument()))
                .append(",\"value\":")
                .append(JsonCodec.quote(target.value()))
                .append('}');
        if (!target.known().isEmpty() && revision.isAtLeast(Revision.V2025_06_18)) {
            out.append(",\"context\":{\"arguments\":")
                    .append(JsonCodec.MAPPER.valueToTree(target.known()).toString())
                    .append('}');
        }
        return out.toString();
    }

    private static void meta(Buffer out, long id, Call call) {
        StringBuilder meta = new StringBuilder();
        RawObject given = LegacyJson.object(call.meta());
        if (given != null) {
            given.forEach((name, value) -> {
                if (!NOT_RELAYED.contains(name)) {
                    member(meta, name, value);
                }
            });
        }
        if (call.caller().progressToken() != null) {
            member(meta, MetaKeys.PROGRESS_TOKEN, RawJson.of(Long.toString(id)));
        }
        String traceparent = call.caller().traceparent();
        if (traceparent != null) {
            member(meta, MetaKeys.TRACEPARENT, RawJson.string(traceparent));
        }
        if (!meta.isEmpty()) {
            out.appendString(",\"_meta\":{" + meta + '}');
        }
    }

    private static void member(StringBuilder out, String name, RawJson value) {
        out.append(out.isEmpty() ? "" : ",")
                .append(JsonCodec.quote(name))
                .append(':')
                .append(value);
    }

    /** The params of {@code notifications/cancelled}. */
    static RawJson cancelled(long id, String reason) {
        return RawJson.of("{\"requestId\":" + id + ",\"reason\":" + JsonCodec.quote(reason) + '}');
    }

    /** The params of a list request. */
    static RawJson page(@Nullable String cursor) {
        return cursor == null ? RawJson.EMPTY_OBJECT : one("cursor", cursor);
    }

    /** An object with one member that is a text. */
    static RawJson one(String name, String value) {
        return RawJson.of(JsonCodec.MAPPER.valueToTree(Map.of(name, value)).toString());
    }
}
