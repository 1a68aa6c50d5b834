package dev.sluice.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the numbers of a tree into a form that the validator judges rightly.
 *
 * <p>JSON has one kind of number: {@code 1e3} and {@code 1000.0} are integers. The validator takes a decimal for an
 * integer by its lowest 64 bits (so that 1e64 would pass as 0), and writes out all zeros of {@code 1e999999999} when it
 * compares it with an enumeration. So integral decimals become integers, and numbers beyond what a double can hold
 * (RFC 8259, section 6) are not let in.
 */
final class PlainNumbers {
    private static final int MAX_EXPONENT = 308;

    private PlainNumbers() {}

    /**
     * Changes the tree in place.
     *
     * @return JSON pointer of a number that is out of range, null when there is none
     */
    static @Nullable String normalise(JsonNode tree, String pointer) {
        if (tree instanceof ObjectNode object) {
            for (Map.Entry<String, JsonNode> member : object.properties()) {
                String name = member.getKey().replace("~", "~0").replace("/", "~1");
                String wrong = member.getValue().isBigDecimal()
                        ? range(member.getValue(), pointer + '/' + name)
                        : normalise(member.getValue(), pointer + '/' + name);
                if (wrong != null) {
                    return wrong;
                }
                member.setValue(plain(member.getValue()));
            }
        } else if (tree instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                JsonNode value = array.get(i);
                String wrong =
                        value.isBigDecimal() ? range(value, pointer + '/' + i) : normalise(value, pointer + '/' + i);
                if (wrong != null) {
                    return wrong;
                }
                array.set(i, plain(value));
            }
        }
        return null;
    }

    private static @Nullable String range(JsonNode number, String pointer) {
        BigDecimal value = number.decimalValue();
        long exponent = (long) value.precision() - value.scale() - 1;
        return value.signum() != 0 && Math.abs(exponent) > MAX_EXPONENT ? pointer : null;
    }

    private static JsonNode plain(JsonNode value) {
        if (!value.isBigDecimal()) {
            return value;
        }
        BigDecimal number = value.decimalValue();
        boolean integral = number.signum() == 0 || number.stripTrailingZeros().scale() <= 0;
        return integral ? BigIntegerNode.valueOf(number.toBigInteger()) : value;
    }
}
