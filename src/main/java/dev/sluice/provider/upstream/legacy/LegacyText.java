package dev.sluice.provider.upstream.legacy;

import dev.sluice.bus.Call;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.Target;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import dev.sluice.provider.upstream.message.MessageMeta;
import io.vertx.core.buffer.Buffer;
import java.util.Map;

/** Writes requests to servers of legacy revisions, each in one buffer. What is relayed keeps its bytes. Thread-safe. */
final class LegacyText {
    private LegacyText() {}

    /** The params of a handshake. */
    static RawJson initialize(Revision revision, ClientCapabilities profile, String version) {
        return RawJson.of("{\"protocolVersion\":\"" + revision.wire() + "\",\"capabilities\":"
                + profile.in(revision).toJson() + ",\"clientInfo\":" + MessageMeta.clientInfo(version) + '}');
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
            case ToolEntry ignored -> arguments.appendTo(out.appendString("\"name\":" + name + ",\"arguments\":"));
            case PromptEntry ignored -> arguments.appendTo(out.appendString("\"name\":" + name + ",\"arguments\":"));
            case ResourceTarget ignored -> out.appendString("\"uri\":" + name);
            case CompletionTarget completion -> out.appendString(completion(completion, name, revision));
        }
        RawJson token = call.caller().progressToken() == null ? null : RawJson.of(Long.toString(id));
        return MessageMeta.legacy(out.appendString(",\"_meta\":"), call, token).appendString("}}");
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

    /** The params of {@code notifications/cancelled}. */
    static RawJson cancelled(long id, String reason) {
        return RawJson.of("{\"requestId\":" + id + ",\"reason\":" + JsonCodec.quote(reason) + '}');
    }

    /** An object with one member that is a text. */
    static RawJson one(String name, String value) {
        return RawJson.of(JsonCodec.MAPPER.valueToTree(Map.of(name, value)).toString());
    }
}
