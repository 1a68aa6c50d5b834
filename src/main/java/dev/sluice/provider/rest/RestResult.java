package dev.sluice.provider.rest;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Writes results of tools (MCP 2026-07-28, CallToolResult). */
final class RestResult {
    private RestResult() {}

    /** A text that the model reads. */
    static Outcome text(String text) {
        return completed("{\"content\":[" + block(text) + "]}", false);
    }

    /** The tool has failed, and says how to mend the call or what the service said. */
    static Outcome error(String text) {
        return completed("{\"content\":[" + block(text) + "],\"isError\":true}", true);
    }

    /** @param type {@code image} or {@code audio} */
    static Outcome media(String type, Buffer bytes, String mimeType) {
        return completed(
                "{\"content\":[{\"type\":\"" + type + "\",\"data\":\""
                        + Base64.getEncoder().encodeToString(bytes.getBytes()) + "\",\"mimeType\":"
                        + JsonCodec.quote(mimeType) + "}]}",
                false);
    }

    /**
     * JSON as it came.
     *
     * @param structured null when it is only text
     */
    static Outcome json(RawJson value, @Nullable RawJson structured) {
        Buffer out = Buffer.buffer(value.length() * 2 + 128)
                .appendString("{\"content\":[")
                .appendString(block(value.toString()))
                .appendByte((byte) ']');
        if (structured != null && structured.isObject()) {
            structured.appendTo(out.appendString(",\"structuredContent\":"));
        } else if (structured != null) {
            structured
                    .appendTo(out.appendString(",\"structuredContent\":{\"result\":"))
                    .appendByte((byte) '}');
        }
        byte[] bytes = out.appendByte((byte) '}').getBytes();
        return new Outcome.Completed(RawJson.view(bytes, 0, bytes.length), false);
    }

    private static Outcome completed(String json, boolean failed) {
        return new Outcome.Completed(RawJson.of(json), failed);
    }

    private static String block(String text) {
        return "{\"type\":\"text\",\"text\":" + JsonCodec.quote(text) + '}';
    }
}
