package dev.sluice.edge;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.JsonMembers;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Gives results the shape of an older revision (PROTOCOL: what exists since when). A result that an old client can read is
 * passed on byte for byte; only what it could not read is replaced or left out: structured content that is no object
 * before 2026-07-28, links to resources before 2025-06-18, sound before 2025-03-26. Unknown members stay.
 */
final class LegacyResults {
    private static final byte[] STRUCTURED = ascii("\"structuredContent\"");
    private static final byte[] OUTPUT = ascii("\"outputSchema\"");
    private static final byte[] LINK = ascii("resource_link");
    private static final byte[] AUDIO = ascii("audio");

    private LegacyResults() {}

    /** A definition of a tool as old clients may read it: without an output schema that is not one of an object. */
    static RawJson tool(RawJson definition) {
        if (!contains(definition, OUTPUT)) {
            return definition;
        }
        RawObject object = scan(definition);
        RawJson schema = object.get("outputSchema");
        boolean readable = schema == null
                || (schema.isObject() && "object".equals(scan(schema).text("type")));
        return readable ? definition : JsonMembers.without(object, "outputSchema");
    }

    private static RawObject scan(RawJson json) {
        try {
            return RawObject.scan(json);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a definition is not a JSON object", e);
        }
    }

    /**
     * A result as a client of this revision may read it.
     *
     * @param result in the shape of the newest revision
     */
    static RawJson of(Method method, Revision revision, RawJson result) {
        boolean relevant = contains(result, STRUCTURED)
                || (!revision.isAtLeast(Revision.V2025_06_18) && contains(result, LINK))
                || (!revision.isAtLeast(Revision.V2025_03_26) && contains(result, AUDIO));
        return method == Method.RESOURCES_READ || relevant ? rewritten(method, revision, result) : result;
    }

    private static RawJson rewritten(Method method, Revision revision, RawJson result) {
        RawObject object;
        try {
            object = RawObject.scan(result);
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a provider's result is not a JSON object", e);
        }
        Buffer out = Buffer.buffer(result.length());
        object.forEach((name, value) -> {
            RawJson kept = member(method, revision, name, value);
            if (kept != null) {
                out.appendByte((byte) (out.length() == 0 ? '{' : ','))
                        .appendString(JsonCodec.quote(name))
                        .appendByte((byte) ':');
                kept.appendTo(out);
            }
        });
        if (out.length() == 0) {
            out.appendByte((byte) '{');
        }
        byte[] bytes = out.appendByte((byte) '}').getBytes();
        return RawJson.view(bytes, 0, bytes.length);
    }

    private static @Nullable RawJson member(Method method, Revision revision, String name, RawJson value) {
        if (method == Method.RESOURCES_READ) {
            return name.equals("ttlMs") || name.equals("cacheScope") ? null : value;
        }
        return switch (name) {
            case "structuredContent" -> value.isObject() ? value : null;
            case "content" -> method == Method.TOOLS_CALL ? content(revision, value) : value;
            default -> value;
        };
    }

    private static RawJson content(Revision revision, RawJson content) {
        if (revision.isAtLeast(Revision.V2025_06_18)
                || !(contains(content, LINK) || contains(content, AUDIO))
                || !(content.tree() instanceof ArrayNode blocks)) {
            return content;
        }
        ArrayNode readable = JsonCodec.MAPPER.createArrayNode();
        blocks.forEach(block -> readable.add(readable(revision, block)));
        return RawJson.of(readable);
    }

    private static JsonNode readable(Revision revision, JsonNode block) {
        return switch (block.path("type").asText()) {
            case "resource_link" ->
                text(block.path("name").asText("resource") + ": "
                        + block.path("uri").asText());
            case "audio" ->
                revision.isAtLeast(Revision.V2025_03_26)
                        ? block
                        : text("[audio, " + block.path("mimeType").asText() + ", which this client cannot play]");
            default -> block;
        };
    }

    private static ObjectNode text(String text) {
        return JsonCodec.MAPPER.createObjectNode().put("type", "text").put("text", text);
    }

    private static boolean contains(RawJson json, byte[] word) {
        return json.contains(word);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
