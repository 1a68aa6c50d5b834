package dev.sluice.catalog;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a value must be like. Immutable. */
sealed interface QuickRule {
    /**
     * Whether the value that begins with this token certainly fits. When it does the parser stands at its last token;
     * otherwise it may stand anywhere.
     */
    boolean fits(JsonParser parser, JsonToken token) throws IOException;

    /** Any value. Numbers in it are looked at all the same: those out of range are for the full check to judge. */
    record Anything() implements QuickRule {
        static final Anything INSTANCE = new Anything();

        @Override
        public boolean fits(JsonParser parser, JsonToken first) throws IOException {
            int open = 0;
            JsonToken token = first;
            while (token != null) {
                if (token.isStructStart()) {
                    open++;
                } else if (token.isStructEnd()) {
                    open--;
                } else if (token == JsonToken.VALUE_NUMBER_FLOAT && !isPlain(parser)) {
                    return false;
                }
                if (open == 0) {
                    return true;
                }
                token = parser.nextToken();
            }
            return false;
        }
    }

    /** {@code type: boolean}, {@code type: null}. */
    record Literal(boolean allowsBoolean, boolean allowsNull) implements QuickRule {
        @Override
        public boolean fits(JsonParser parser, JsonToken token) {
            return (allowsBoolean && token.isBoolean()) || (allowsNull && token == JsonToken.VALUE_NULL);
        }
    }

    /**
     * {@code type: string}.
     *
     * @param allowed the only texts allowed, null for any
     * @param minLength in code points
     * @param maxLength in code points
     */
    record Text(@Nullable Set<String> allowed, int minLength, int maxLength) implements QuickRule {
        @Override
        public boolean fits(JsonParser parser, JsonToken token) throws IOException {
            if (token != JsonToken.VALUE_STRING) {
                return false;
            }
            if (allowed != null && !allowed.contains(parser.getText())) {
                return false;
            }
            if (minLength == 0 && maxLength == Integer.MAX_VALUE) {
                return true;
            }
            int length = Character.codePointCount(
                    parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
            return length >= minLength && length <= maxLength;
        }
    }

    /**
     * {@code type: integer} and {@code type: number}. Integers beyond a long and integers spelled as decimals are left
     * to the full check.
     */
    record Numeric(
            boolean integral,
            @Nullable BigDecimal min,
            @Nullable BigDecimal max,
            @Nullable BigDecimal above,
            @Nullable BigDecimal below)
            implements QuickRule {
        @Override
        public boolean fits(JsonParser parser, JsonToken token) throws IOException {
            if (token == JsonToken.VALUE_NUMBER_INT) {
                return parser.getNumberType() != NumberType.BIG_INTEGER
                        && (isUnbounded() || within(BigDecimal.valueOf(parser.getLongValue())));
            }
            return token == JsonToken.VALUE_NUMBER_FLOAT
                    && !integral
                    && isPlain(parser)
                    && (isUnbounded() || within(parser.getDecimalValue()));
        }

        private boolean isUnbounded() {
            return min == null && max == null && above == null && below == null;
        }

        private boolean within(BigDecimal value) {
            return (min == null || value.compareTo(min) >= 0)
                    && (max == null || value.compareTo(max) <= 0)
                    && (above == null || value.compareTo(above) > 0)
                    && (below == null || value.compareTo(below) < 0);
        }
    }

    /** {@code type: array} with one rule for all elements. */
    record Elements(QuickRule items, int min, int max) implements QuickRule {
        @Override
        public boolean fits(JsonParser parser, JsonToken token) throws IOException {
            if (token != JsonToken.START_ARRAY) {
                return false;
            }
            int count = 0;
            JsonToken next = parser.nextToken();
            while (next != null && next != JsonToken.END_ARRAY) {
                if (!items.fits(parser, next)) {
                    return false;
                }
                count++;
                next = parser.nextToken();
            }
            return next == JsonToken.END_ARRAY && count >= min && count <= max;
        }
    }

    /**
     * {@code type: object}.
     *
     * @param members by name
     * @param required one bit for each required member
     * @param open whether there may be members of other names
     */
    record Members(Map<String, Member> members, long required, boolean open) implements QuickRule {
        /**
         * @param bit its bit in {@code required}, 0 when it is optional
         */
        record Member(QuickRule rule, long bit) {}

        @Override
        public boolean fits(JsonParser parser, JsonToken token) throws IOException {
            if (token != JsonToken.START_OBJECT) {
                return false;
            }
            long missing = required;
            JsonToken next = parser.nextToken();
            while (next == JsonToken.FIELD_NAME) {
                Member member = members.get(parser.currentName());
                JsonToken value = parser.nextToken();
                if (value == null || (member == null && !open)) {
                    return false;
                }
                QuickRule rule = member == null ? Anything.INSTANCE : member.rule;
                if (!rule.fits(parser, value)) {
                    return false;
                }
                missing &= member == null ? -1L : ~member.bit;
                next = parser.nextToken();
            }
            return next == JsonToken.END_OBJECT && missing == 0;
        }
    }

    /** Whether a decimal is spelled without an exponent and so surely within range; asks for few digits, too. */
    private static boolean isPlain(JsonParser parser) throws IOException {
        int length = parser.getTextLength();
        if (length > 40) {
            return false;
        }
        char[] text = parser.getTextCharacters();
        int from = parser.getTextOffset();
        for (int i = from; i < from + length; i++) {
            if (text[i] == 'e' || text[i] == 'E') {
                return false;
            }
        }
        return true;
    }
}
