package dev.sluice.mcp;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One pass over a message that notes where each member lies; it checks the whole text, but decodes only names. */
final class JsonScanner {
    /** Says into which member of which level the scan goes down. */
    interface Depth {
        @Nullable
        Depth into(String member);
    }

    static final Depth SHALLOW = member -> null;

    private JsonScanner() {}

    static RawObject object(RawJson json, Depth depth) throws MalformedJsonException {
        try (JsonParser parser = JsonCodec.FACTORY.createParser(json.array(), json.offset(), json.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new MalformedJsonException("not a JSON object");
            }
            RawObject object = members(parser, json, depth);
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("longer than one JSON value; more begins at byte " + start(parser));
            }
            return object;
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw new MalformedJsonException("not UTF-8");
        }
    }

    static List<RawJson> array(RawJson json) throws MalformedJsonException {
        try (JsonParser parser = JsonCodec.FACTORY.createParser(json.array(), json.offset(), json.length())) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new MalformedJsonException("not a JSON array");
            }
            List<RawJson> elements = new ArrayList<>();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                int from = start(parser);
                pass(parser, token);
                elements.add(json.slice(from, end(parser)));
            }
            if (parser.nextToken() != null) {
                throw new MalformedJsonException("longer than one JSON value; more begins at byte " + start(parser));
            }
            return elements;
        } catch (JsonProcessingException e) {
            throw malformed(e);
        } catch (IOException e) {
            throw new MalformedJsonException("not UTF-8");
        }
    }

    static MalformedJsonException malformed(JsonProcessingException e) {
        String where =
                e.getLocation() == null ? "" : ", at byte " + e.getLocation().getByteOffset();
        String message = e.getOriginalMessage();
        if (e instanceof StreamConstraintsException) {
            return new MalformedJsonException("nested deeper than " + JsonCodec.MAX_DEPTH
                    + " levels or has a name or number that is too long" + where);
        }
        if (message.startsWith("Duplicate")) {
            return new MalformedJsonException("ambiguous: a member name occurs twice in one object" + where);
        }
        return new MalformedJsonException("not valid JSON" + where);
    }

    private static RawObject members(JsonParser parser, RawJson json, Depth depth) throws IOException {
        int begin = start(parser);
        List<String> names = new ArrayList<>(6);
        List<RawJson> values = new ArrayList<>(6);
        List<@Nullable RawObject> children = new ArrayList<>(6);
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            int from = start(parser);
            RawObject child = null;
            Depth deeper = token == JsonToken.START_OBJECT ? depth.into(name) : null;
            if (deeper != null) {
                child = members(parser, json, deeper);
            } else {
                pass(parser, token);
            }
            names.add(name);
            values.add(json.slice(from, end(parser)));
            children.add(child);
        }
        return new RawObject(json.slice(begin, end(parser)), names, values, children);
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
