package dev.sluice.provider;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Writes content as MCP spells it. */
final class ContentJson {
    private ContentJson() {}

    static RawJson of(Content content) {
        return switch (content) {
            case Content.Text text -> RawJson.of("{\"type\":\"text\",\"text\":" + JsonCodec.quote(text.text()) + '}');
            case Content.Image image -> media("image", image.data(), image.mimeType());
            case Content.Audio audio -> media("audio", audio.data(), audio.mimeType());
            case Content.Embedded embedded ->
                RawJson.of("{\"type\":\"resource\",\"resource\":" + part(embedded.resource()) + '}');
            case Content.Link link ->
                RawJson.of("{\"type\":\"resource_link\",\"uri\":" + JsonCodec.quote(link.uri()) + ",\"name\":"
                        + JsonCodec.quote(link.name())
                        + (link.mimeType() == null ? "" : ",\"mimeType\":" + JsonCodec.quote(link.mimeType())) + '}');
            case Content.Raw raw -> raw.json();
        };
    }

    static String list(List<Content> contents) {
        return contents.stream().map(content -> content.toJson().toString()).collect(Collectors.joining(",", "[", "]"));
    }

    static String part(ResourceContents.Part part) {
        return switch (part) {
            case ResourceContents.Part.Text text ->
                head(text.uri(), text.mimeType()) + ",\"text\":" + JsonCodec.quote(text.text()) + '}';
            case ResourceContents.Part.Blob blob ->
                head(blob.uri(), blob.mimeType()) + ",\"blob\":\""
                        + Base64.getEncoder().encodeToString(blob.bytes()) + "\"}";
        };
    }

    private static String head(String uri, String mimeType) {
        return "{\"uri\":" + JsonCodec.quote(uri) + ",\"mimeType\":" + JsonCodec.quote(mimeType);
    }

    private static RawJson media(String type, byte[] data, String mimeType) {
        return RawJson.of("{\"type\":\"" + type + "\",\"data\":\""
                + Base64.getEncoder().encodeToString(data) + "\",\"mimeType\":" + JsonCodec.quote(mimeType) + '}');
    }
}
