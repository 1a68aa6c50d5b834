package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/** The scanner and Jackson agree on what is JSON and on where each member lies. */
@Tag("R-115")
@Label("The scanner against Jackson")
class JsonScannerOracleTest {
    private static final JsonScanner.Depth EVEN = new JsonScanner.Depth() {
        @Override
        public JsonScanner.Depth into(String member) {
            return member.length() % 2 == 0 ? this : JsonScanner.SHALLOW;
        }
    };

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    void agreeOnTextsThatAreMostlyValid(@ForAll long seed) {
        RandomJson random = new RandomJson(seed);
        agreeOnObject(random.object());
        agreeOnArray(random.array());
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    void agreeOnDamagedTexts(@ForAll long seed) {
        RandomJson random = new RandomJson(seed);
        agreeOnObject(random.damaged(random.object()));
        agreeOnArray(random.damaged(random.array()));
    }

    @Property(tries = 10_000, shrinking = ShrinkingMode.OFF)
    void agreeOnBytesThatAreNoText(@ForAll long seed) {
        RandomJson random = new RandomJson(seed);
        byte[] bytes = random.bytes(1 + (int) (seed & 15));
        agreeOnObject(bytes);
        agreeOnObject(around("{\"a\":", bytes, "}"));
        agreeOnObject(around("{\"a\":\"", bytes, "\",\"b\":[\"\"]}"));
        agreeOnObject(around("{\"", bytes, "\":{}}"));
        agreeOnArray(around("[", bytes, "]"));
        agreeOnArray(around("[1", bytes, ",1]"));
    }

    private static void agreeOnObject(byte[] text) {
        for (byte hostile : new byte[] {'"', '1', (byte) 0x80}) {
            byte[] in = inside(text, hostile);
            assertThat(seenInObject(in, text.length)).as(show(text)).isEqualTo(JacksonOracle.object(text, EVEN));
        }
    }

    private static String seenInObject(byte[] in, int length) {
        try {
            return JacksonOracle.describe(JsonScanner.object(RawJson.view(in, 10, 10 + length), EVEN), 10);
        } catch (MalformedJsonException e) {
            assertThat(e.getMessage())
                    .hasSizeBetween(10, 200)
                    .matches("\\p{ASCII}*")
                    .doesNotMatch(".*\\p{Cntrl}.*");
            return "refused";
        }
    }

    private static void agreeOnArray(byte[] text) {
        String seen;
        try {
            List<RawJson> elements =
                    JsonScanner.array(RawJson.view(inside(text, (byte) '"'), 10, 10 + text.length), 100);
            StringBuilder places = new StringBuilder();
            elements.forEach(e -> places.append(e.offset() - 10)
                    .append('-')
                    .append(e.offset() - 10 + e.length())
                    .append(' '));
            seen = places.toString();
        } catch (MalformedJsonException e) {
            seen = "refused";
        }
        assertThat(seen).as(show(text)).isEqualTo(JacksonOracle.array(text));
    }

    /** The text in the middle of an array whose other bytes could be part of it if one looked at them. */
    private static byte[] inside(byte[] text, byte hostile) {
        byte[] in = new byte[text.length + 20];
        Arrays.fill(in, hostile);
        System.arraycopy(text, 0, in, 10, text.length);
        return in;
    }

    private static byte[] around(String before, byte[] bytes, String after) {
        byte[] text = Arrays.copyOf(
                before.getBytes(StandardCharsets.US_ASCII), before.length() + bytes.length + after.length());
        System.arraycopy(bytes, 0, text, before.length(), bytes.length);
        System.arraycopy(
                after.getBytes(StandardCharsets.US_ASCII), 0, text, before.length() + bytes.length, after.length());
        return text;
    }

    private static String show(byte[] text) {
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
