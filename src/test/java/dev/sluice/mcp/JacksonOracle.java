package dev.sluice.mcp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a text is according to Jackson and the JDK's UTF-8 decoder: every member with the place of its value. */
final class JacksonOracle {
    private JacksonOracle() {}

    /** Members as {@link #describe(RawObject, int)} writes them, or "refused". */
    static String object(byte[] text, JsonScanner.Depth depth) {
        try (JsonParser parser = parser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return "refused";
            }
            StringBuilder seen = new StringBuilder();
            members(parser, depth, seen);
            return parser.nextToken() == null ? seen.toString() : "refused";
        } catch (IOException e) {
            return "refused";
        }
    }

    /** The places of an array's elements, or "refused". */
    static String array(byte[] text) {
        try (JsonParser parser = parser(text)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                return "refused";
            }
            StringBuilder seen = new StringBuilder();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                seen.append(start(parser));
                pass(parser, token);
                seen.append('-').append(end(parser)).append(' ');
            }
            return parser.nextToken() == null ? seen.toString() : "refused";
        } catch (IOException e) {
            return "refused";
        }
    }

    static String describe(RawObject object, int origin) {
        StringBuilder seen = new StringBuilder().append(object.raw().offset() - origin);
        object.forEach((name, value) -> {
            int from = value.offset() - origin;
            seen.append(' ').append(name).append('@').append(from).append('-').append(from + value.length());
            object.child(name)
                    .ifPresent(child ->
                            seen.append('{').append(describe(child, origin)).append('}'));
        });
        int end = object.raw().offset() - origin + object.raw().length();
        return seen.append(" -").append(end).toString();
    }

    private static JsonParser parser(byte[] text) throws IOException {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
        return JsonCodec.FACTORY.createParser(text);
    }

    private static void members(JsonParser parser, JsonScanner.Depth depth, StringBuilder seen) throws IOException {
        seen.append(start(parser));
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            int from = start(parser);
            JsonScanner.Depth deeper = token == JsonToken.START_OBJECT ? depth.into(name) : null;
            StringBuilder child = new StringBuilder();
            if (deeper != null) {
                members(parser, deeper, child.append('{'));
                child.append('}');
            } else {
                pass(parser, token);
            }
            seen.append(' ').append(name).append('@').append(from).append('-').append(end(parser));
            seen.append(child);
        }
        seen.append(" -").append(end(parser));
    }

    private static void pass(JsonParser parser, JsonToken token) throws IOException {
        if (token.isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
    }

    private static int start(JsonParser parser) {
        return (int) parser.currentTokenLocation().getByteOffset();
    }

    private static int end(JsonParser parser) {
        return (int) parser.currentLocation().getByteOffset();
    }
}
