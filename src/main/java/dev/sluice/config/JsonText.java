package dev.sluice.config;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads JSON as editors write it, with comments and commas too many, and keeps the lines. Bounded in depth. */
final class JsonText {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(YamlText.MOST_DEPTH)
                    .build())
            .enable(JsonReadFeature.ALLOW_JAVA_COMMENTS)
            .enable(JsonReadFeature.ALLOW_TRAILING_COMMA)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final String label;
    private final Problems problems;

    JsonText(String label, Problems problems) {
        this.label = label;
        this.problems = problems;
    }

    /** The value; empty when the text is no JSON, which is then said without quoting it. */
    Optional<Located> read(String text) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() != null) {
                Located value = value(parser);
                if (parser.nextToken() == null) {
                    return Optional.of(value);
                }
            }
            return refuse(":" + parser.currentLocation().getLineNr());
        } catch (JsonProcessingException e) {
            return refuse(e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr());
        } catch (IOException e) {
            return refuse("");
        }
    }

    private Optional<Located> refuse(String line) {
        problems.add(KeyPath.ROOT, label + line, "", "is not JSON", "see to quotes, commas and names that stand twice");
        return Optional.empty();
    }

    private Located value(JsonParser parser) throws IOException {
        String where = label + ":" + parser.currentTokenLocation().getLineNr();
        return new Located(
                switch (parser.currentToken()) {
                    case START_OBJECT -> members(parser);
                    case START_ARRAY -> items(parser);
                    case VALUE_TRUE, VALUE_FALSE -> parser.currentToken() == JsonToken.VALUE_TRUE;
                    case VALUE_NULL -> null;
                    default -> parser.getText();
                },
                where);
    }

    private Map<String, Located> members(JsonParser parser) throws IOException {
        Map<String, Located> members = new LinkedHashMap<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            parser.nextToken();
            members.put(name, value(parser));
        }
        return members;
    }

    private List<Located> items(JsonParser parser) throws IOException {
        List<Located> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(value(parser));
        }
        return items;
    }

    /**
     * A value and its place.
     *
     * @param value a map or list of located values, text (also of numbers), a truth value or null
     */
    record Located(@Nullable Object value, String where) {
        /** The members when it is an object. */
        @SuppressWarnings("unchecked")
        Optional<Map<String, Located>> members() {
            return value instanceof Map<?, ?> map ? Optional.of((Map<String, Located>) map) : Optional.empty();
        }

        /** The items when it is an array. */
        @SuppressWarnings("unchecked")
        Optional<List<Located>> items() {
            return value instanceof List<?> list ? Optional.of((List<Located>) list) : Optional.empty();
        }

        /** The text of a single value. */
        Optional<String> text() {
            return value == null || value instanceof Map || value instanceof List
                    ? Optional.empty()
                    : Optional.of(value.toString());
        }
    }
}
