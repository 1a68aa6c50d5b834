package dev.sluice.provider.upstream.modern;

import dev.sluice.bus.Call;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.HeaderText;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.ParamHeaders;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.upstream.message.MessageMeta;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes requests of the modern era, each in one buffer; what callers sent keeps its bytes. Thread-safe. */
final class ModernMessages {
    private static final byte[] ID = ascii("{\"jsonrpc\":\"2.0\",\"id\":");
    private static final byte[] META = ascii(",\"_meta\":");

    /**
     * A request, and what its headers repeat.
     *
     * @param name of {@code Mcp-Name}, null where there is none
     * @param params arguments that are repeated in headers
     */
    record Written(RawJson id, String method, @Nullable String name, ParamHeaders params, Buffer body) {}

    private final MessageMeta meta;

    ModernMessages(MessageMeta meta) {
        this.meta = meta;
    }

    /**
     * A request on the gateway's own behalf.
     *
     * @param members of its params, with a comma at the end unless there are none
     */
    Written own(RawJson id, String method, @Nullable String name, String members) {
        Buffer out = open(id, method, 256 + members.length());
        out.appendByte((byte) '{').appendString(members).appendString("\"_meta\":");
        return new Written(id, method, name, ParamHeaders.NONE, close(meta.own(out)));
    }

    /** A request about a task of a caller. */
    Written task(RawJson id, Method method, Call call, ClientCapabilities can, String task, String members) {
        Buffer out = open(id, method.wire(), 512 + members.length());
        out.appendString("{\"taskId\":" + JsonCodec.quote(task)).appendString(members);
        meta.modern(out.appendBytes(META), call, can, null);
        return new Written(id, method.wire(), HeaderText.encode(task), ParamHeaders.NONE, close(out));
    }

    /** A call. */
    Written call(RawJson id, Call call, ModernState state, ClientCapabilities can, ToolBook tools) {
        RawJson given = call.meta();
        Buffer out = open(id, call.target().method().wire(), 640 + length(call.arguments()) + length(given));
        String name = HeaderText.encode("");
        ParamHeaders params = ParamHeaders.NONE;
        switch (call.target()) {
            case ToolEntry tool -> {
                ToolBook.Page page = tools.page(tool.localName());
                name = page.header();
                params = page.params();
                call.arguments().appendTo(page.head().appendTo(out));
            }
            case PromptEntry prompt -> {
                name = HeaderText.encode(prompt.localName());
                call.arguments()
                        .appendTo(out.appendString(
                                "{\"name\":" + JsonCodec.quote(prompt.localName()) + ",\"arguments\":"));
            }
            case ResourceTarget resource -> {
                name = HeaderText.encode(resource.uri());
                out.appendString("{\"uri\":" + JsonCodec.quote(resource.uri()));
            }
            case CompletionTarget target -> out.appendString(completion(target));
        }
        answers(out, call, state);
        RawJson token = call.caller().progressToken() == null ? null : id;
        meta.modern(out.appendBytes(META), call, can, token);
        boolean named = !(call.target() instanceof CompletionTarget);
        return new Written(id, call.target().method().wire(), named ? name : null, params, close(out));
    }

    private static void answers(Buffer out, Call call, ModernState state) {
        Map<String, RawJson> answers = state.answers(call.answers());
        if (!answers.isEmpty() || (state.keys() != null && !state.keys().isEmpty())) {
            responses(out, answers);
        }
        RawJson requestState = state.requestState();
        if (requestState != null) {
            requestState.appendTo(out.appendString(",\"requestState\":"));
        }
    }

    /** {@code ,"inputResponses":{…}} */
    static void responses(Buffer out, Map<String, RawJson> answers) {
        out.appendString(",\"inputResponses\":{");
        String comma = "";
        for (Map.Entry<String, RawJson> answer : answers.entrySet()) {
            answer.getValue().appendTo(out.appendString(comma + JsonCodec.quote(answer.getKey()) + ':'));
            comma = ",";
        }
        out.appendByte((byte) '}');
    }

    private static String completion(CompletionTarget target) {
        boolean prompt = target.kind() == CompletionTarget.Kind.PROMPT;
        StringBuilder json = new StringBuilder(
                        prompt
                                ? "{\"ref\":{\"type\":\"ref/prompt\",\"name\":"
                                : "{\"ref\":{\"type\":\"ref/resource\",\"uri\":")
                .append(JsonCodec.quote(target.localName()))
                .append("},\"argument\":{\"name\":")
                .append(JsonCodec.quote(target.argument()))
                .append(",\"value\":")
                .append(JsonCodec.quote(target.value()))
                .append('}');
        if (!target.known().isEmpty()) {
            json.append(",\"context\":{\"arguments\":{");
            String comma = "";
            for (Map.Entry<String, String> known : target.known().entrySet()) {
                json.append(comma)
                        .append(JsonCodec.quote(known.getKey()))
                        .append(':')
                        .append(JsonCodec.quote(known.getValue()));
                comma = ",";
            }
            json.append("}}");
        }
        return json.toString();
    }

    private static Buffer open(RawJson id, String method, int size) {
        Buffer out = Buffer.buffer(size).appendBytes(ID);
        return id.appendTo(out)
                .appendString(",\"method\":\"")
                .appendString(method)
                .appendString("\",\"params\":");
    }

    private static Buffer close(Buffer out) {
        return out.appendString("}}");
    }

    private static int length(@Nullable RawJson json) {
        return json == null ? 0 : json.length();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
