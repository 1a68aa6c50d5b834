package dev.sluice.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * JSON in one spelling: members sorted, no space, texts escaped no more than needed. Numbers keep the spelling they have, so
 * that {@code 1.0} and {@code 1} differ: a model may read them otherwise.
 */
final class CanonicalJson {
    private CanonicalJson() {}

    /** {@code sha256:} and the hash of the canonical text in hex. */
    static String digest(RawJson json) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(write(json, null).getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java runtime lacks SHA-256", e);
        }
    }

    /**
     * The canonical text over several lines, for people.
     *
     * @param indent what every line but the first begins with
     */
    static String pretty(RawJson json, String indent) {
        return write(json, indent);
    }

    /** The canonical text in one line. */
    static String compact(RawJson json) {
        return write(json, null);
    }

    /** Throws an UncheckedIOException when it is not JSON. */
    private static String write(RawJson json, @Nullable String indent) {
        byte[] bytes = json.toBytes();
        try (JsonParser parser = JsonCodec.MAPPER.getFactory().createParser(bytes)) {
            StringBuilder out = new StringBuilder(bytes.length);
            parser.nextToken();
            write(value(parser), indent, out);
            return out.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A map, a list, or the text of anything else. */
    private static Object value(JsonParser parser) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            Map<String, Object> members = new TreeMap<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, value(parser));
            }
            return members;
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            List<Object> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(value(parser));
            }
            return elements;
        }
        String text = parser.getText();
        return parser.currentToken() == JsonToken.VALUE_STRING ? JsonCodec.quote(text) : String.valueOf(text);
    }

    private static void write(Object value, @Nullable String indent, StringBuilder out) {
        if (value instanceof Map<?, ?> members) {
            String separator = "";
            out.append('{');
            for (Map.Entry<?, ?> member : members.entrySet()) {
                out.append(separator);
                line(deeper(indent), out);
                out.append(JsonCodec.quote(String.valueOf(member.getKey()))).append(indent == null ? ":" : ": ");
                write(member.getValue(), deeper(indent), out);
                separator = ",";
            }
            line(members.isEmpty() ? null : indent, out);
            out.append('}');
        } else if (value instanceof List<?> elements) {
            String separator = "";
            out.append('[');
            for (Object element : elements) {
                out.append(separator);
                line(deeper(indent), out);
                write(element, deeper(indent), out);
                separator = ",";
            }
            line(elements.isEmpty() ? null : indent, out);
            out.append(']');
        } else {
            out.append(value);
        }
    }

    private static @Nullable String deeper(@Nullable String indent) {
        return indent == null ? null : indent + "  ";
    }

    private static void line(@Nullable String indent, StringBuilder out) {
        if (indent != null) {
            out.append('\n').append(indent);
        }
    }
}
