package dev.sluice.provider;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What one field of a form may hold (MCP 2026-07-28, PrimitiveSchemaDefinition). */
sealed interface FieldRule {
    boolean fits(JsonNode value);

    /**
     * Reads the rule of a field.
     *
     * @throws IllegalArgumentException with one sentence when it is not flat
     */
    static FieldRule of(String name, JsonNode schema) {
        String type = schema.path("type").asText();
        return switch (type) {
            case "string" -> {
                Set<String> choices = choices(name, schema);
                yield choices == null ? Text.of(schema) : new Choice(choices);
            }
            case "number", "integer" ->
                new Numeric(type.equals("integer"), number(schema, "minimum"), number(schema, "maximum"));
            case "boolean" -> new Truth();
            case "array" -> {
                Set<String> choices = choices(name, schema.path("items"));
                if (choices == null) {
                    throw FormSchema.wrong(
                            "has a list \"" + name + "\" without choices; a list is a choice of several");
                }
                yield new Choices(choices, count(schema, "minItems", 0), count(schema, "maxItems", Integer.MAX_VALUE));
            }
            default ->
                throw FormSchema.wrong("has a field \"" + name
                        + "\" of another type than string, number, integer, boolean or a list of choices");
        };
    }

    /** Free text; lengths in code points. */
    record Text(int min, int max, String format) implements FieldRule {
        static Text of(JsonNode schema) {
            return new Text(
                    count(schema, "minLength", 0),
                    count(schema, "maxLength", Integer.MAX_VALUE),
                    schema.path("format").asText());
        }

        @Override
        public boolean fits(JsonNode value) {
            String text = value.textValue();
            if (text == null) {
                return false;
            }
            int length = text.codePointCount(0, text.length());
            return length >= min && length <= max && hasFormat(text);
        }

        private boolean hasFormat(String text) {
            try {
                return switch (format) {
                    case "email" -> isEmail(text);
                    case "uri" -> new URI(text).isAbsolute();
                    case "date" -> LocalDate.parse(text) != null;
                    case "date-time" -> OffsetDateTime.parse(text.toUpperCase(Locale.ROOT)) != null;
                    default -> true;
                };
            } catch (DateTimeException | URISyntaxException e) {
                return false;
            }
        }

        private static boolean isEmail(String text) {
            int at = text.lastIndexOf('@');
            return at > 0
                    && at < text.length() - 1
                    && text.chars().noneMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))
                    && text.indexOf('@') == at;
        }
    }

    /** A number; an integer may be spelled with a fraction of zeros (JSON Schema 2020-12, 4.2.3). */
    record Numeric(
            boolean integral,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max) implements FieldRule {
        @Override
        public boolean fits(JsonNode value) {
            if (!value.isNumber()) {
                return false;
            }
            BigDecimal number = value.decimalValue();
            return (!integral || number.stripTrailingZeros().scale() <= 0)
                    && (min == null || number.compareTo(min) >= 0)
                    && (max == null || number.compareTo(max) <= 0);
        }
    }

    /** Yes or no. */
    record Truth() implements FieldRule {
        @Override
        public boolean fits(JsonNode value) {
            return value.isBoolean();
        }
    }

    /** One of several texts. */
    record Choice(Set<String> choices) implements FieldRule {
        @Override
        public boolean fits(JsonNode value) {
            return value.isTextual() && choices.contains(value.textValue());
        }
    }

    /** Some of several texts. */
    record Choices(Set<String> choices, int min, int max) implements FieldRule {
        @Override
        public boolean fits(JsonNode value) {
            if (!value.isArray() || value.size() < min || value.size() > max) {
                return false;
            }
            for (JsonNode one : value) {
                if (!one.isTextual() || !choices.contains(one.textValue())) {
                    return false;
                }
            }
            return true;
        }
    }

    /** The choices of {@code enum}, or of the {@code const} of {@code oneOf} or {@code anyOf}; null when there are none. */
    private static @Nullable Set<String> choices(String name, JsonNode schema) {
        JsonNode plain = schema.path("enum");
        JsonNode titled = schema.has("oneOf") ? schema.path("oneOf") : schema.path("anyOf");
        if (!plain.isArray() && !titled.isArray()) {
            return null;
        }
        Set<String> choices = new HashSet<>();
        for (JsonNode choice : plain.isArray() ? plain : titled) {
            JsonNode value = plain.isArray() ? choice : choice.path("const");
            if (!value.isTextual()) {
                throw FormSchema.wrong("has a choice of \"" + name + "\" that is not a text");
            }
            choices.add(value.textValue());
        }
        return choices;
    }

    private static int count(JsonNode schema, String keyword, int otherwise) {
        return schema.path(keyword).canConvertToInt() ? schema.path(keyword).intValue() : otherwise;
    }

    private static @Nullable BigDecimal number(JsonNode schema, String keyword) {
        return schema.path(keyword).isNumber() ? schema.path(keyword).decimalValue() : null;
    }
}
