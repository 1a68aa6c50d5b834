package dev.sluice.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.util.List;

/**
 * What a tool has to say.
 *
 * @param json the result object of {@code tools/call} as the newest revision shapes it, without {@code resultType}
 * @param isError whether the tool says that it failed
 */
public record ToolResult(RawJson json, boolean isError) implements Reply {
    /** One text. */
    public static ToolResult text(String text) {
        return new ToolResult(
                RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":" + JsonCodec.quote(text) + "}]}"), false);
    }

    /** A structured result, and the same as text for clients that do not read structures. */
    public static ToolResult structured(JsonNode value) {
        String json = value.toString();
        return new ToolResult(
                RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":" + JsonCodec.quote(json)
                        + "}],\"structuredContent\":" + json + "}"),
                false);
    }

    /** Blocks of content. */
    public static ToolResult of(Content... content) {
        return new ToolResult(RawJson.of("{\"content\":" + ContentJson.list(List.of(content)) + '}'), false);
    }

    /** A failure that the caller (a model) can read and mend. */
    public static ToolResult error(String message) {
        return new ToolResult(
                RawJson.of("{\"content\":[{\"type\":\"text\",\"text\":" + JsonCodec.quote(message)
                        + "}],\"isError\":true}"),
                true);
    }
}
