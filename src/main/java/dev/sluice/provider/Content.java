package dev.sluice.provider;

import dev.sluice.mcp.RawJson;
import org.jspecify.annotations.Nullable;

/** One block of content in a result or a prompt (MCP 2026-07-28, ContentBlock). */
@SuppressWarnings("ArrayRecordComponent") // bytes are handed over, never compared
public sealed interface Content {
    /** Text. */
    record Text(String text) implements Content {}

    /** An image; Base64 is the gateway's business. */
    record Image(byte[] data, String mimeType) implements Content {}

    /** Sound; Base64 is the gateway's business. */
    record Audio(byte[] data, String mimeType) implements Content {}

    /** A resource with what it holds. */
    record Embedded(ResourceContents.Part resource) implements Content {}

    /** A resource without what it holds. */
    record Link(String uri, String name, @Nullable String mimeType) implements Content {}

    /** Anything newer, passed on as it is; must be an object with a {@code type}. */
    record Raw(RawJson json) implements Content {}

    /** A block of text. */
    static Content text(String text) {
        return new Text(text);
    }

    /** The block as MCP writes it. */
    default RawJson toJson() {
        return ContentJson.of(this);
    }
}
