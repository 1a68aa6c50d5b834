package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-115")
class JsonScannerTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "-0",
                "-0.0",
                "1e400",
                "1E5",
                "1e05",
                "0e0",
                "0.0",
                "9007199254740993",
                "1.0e-7",
                "{}",
                "[]",
                "[ ]",
                "{ }",
                "\"\\ud800\"",
                "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uABCD\"",
                "\"\u007f\"",
                "\"\ufeff\"",
                "\"\u2028\"",
                "{\"\":1}"
            })
    void acceptsEveryKindOfValueAndKeepsItsBytes(String value) throws MalformedJsonException {
        RawObject object = scan(" {\"a\" : " + value + "\t,\"b\":[" + value + "]} ");

        assertThat(String.valueOf(object.get("a"))).isEqualTo(value);
        assertThat(String.valueOf(object.get("b"))).isEqualTo('[' + value + ']');
        assertThat(object.size()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '^', delimiter = '|', textBlock = """
            01|6|a number cannot begin with 0
            -01|7|a number cannot begin with 0
            1.|7|a digit is expected
            1.e1|7|a digit is expected
            .5|5|a value is expected
            +1|5|a value is expected
            NaN|5|a value is expected
            -Infinity|6|a digit is expected
            1e|7|a digit is expected
            1e+|8|a digit is expected
            0x1|6|a comma or the end of the object is expected
            tru|8|a value is expected
            nulL|8|a value is expected
            truex|9|a comma or the end of the object is expected
            'a'|5|a value is expected
            /**/1|5|a value is expected
            [1,]|8|a value is expected
            [,1]|6|a value is expected
            [1 2]|8|a comma or the end of the array is expected
            {1:2}|6|a member name in double quotes is expected
            {"a":1,}|12|a member name in double quotes is expected
            {"a"}|9|a colon is expected
            {"a":}|10|a value is expected
            "\\x"|7|there is no such escape
            "\\u12g4"|10|four hexadecimal digits are expected
            "\\u12"|10|four hexadecimal digits are expected
            ^"\t"^|6|a control character in a string must be escaped
            {"\\ud800":1}|7|a member name has half a surrogate pair
            {"\\ud800\\u0061":1}|7|a member name has half a surrogate pair
            """)
    void saysWhatIsWrongAndWhere(String value, int at, String what) {
        assertThatThrownBy(() -> scan("{\"a\":" + value + "}"))
                .hasMessage("not valid JSON, at byte " + at + ": " + what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"a",
                "{\"a\\",
                "{\"a\\u00",
                "{\"a\"",
                "{\"a\":",
                "{\"a\":-",
                "{\"a\":tr",
                "{\"a\":[",
                "{\"a\":1",
                "{\"a\":1,"
            })
    void saysThatTheTextIsCutOff(String text) {
        assertThatThrownBy(() -> scan(text))
                .hasMessage("not valid JSON, at byte " + text.length() + ": it ends too early");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "C0AF",
                "C1BF",
                "C2",
                "C241",
                "E08080",
                "E09FBF",
                "EDA080",
                "EDBFBF",
                "E282",
                "E28241",
                "F0808080",
                "F08FBFBF",
                "F4908080",
                "F5808080",
                "F8888080",
                "FE",
                "FF",
                "F09F98",
                "C3A9C0AF"
            })
    void refusesWhatIsNotUtf8(String hex) {
        String text = new String(HexFormat.of().parseHex(hex), StandardCharsets.ISO_8859_1);
        int at = text.startsWith("\u00c3") ? 6 : 4;
        byte[] value = ("{\"a" + text + "\":1}").getBytes(StandardCharsets.ISO_8859_1);
        byte[] name = ("{\"\":\"" + text + "\"}").getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> scan(value)).hasMessage("not UTF-8, at byte " + (at - 1));
        assertThatThrownBy(() -> scan(name)).hasMessage("not UTF-8, at byte " + (at + 1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"C280", "DFBF", "E0A080", "ED9FBF", "EE8080", "EFBFBF", "F0908080", "F48FBFBF"})
    void acceptsTheFirstAndLastOfEachLength(String hex) throws MalformedJsonException {
        String character = new String(HexFormat.of().parseHex(hex), StandardCharsets.UTF_8);

        assertThat(scan("{\"" + character + "\":\"" + character + "\"}").text(character))
                .isEqualTo(character);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '^', delimiter = '|', textBlock = """
            {"a":1,"a":2}|7
            {"a":1,"\\u0061":2}|7
            {"\\u0061":1,"a":2}|12
            {"x":[{"id":1,"b":2,"\\u0069d":3}]}|20
            {"abcdefghi":1,"abcdefghi":2}|15
            {"":1,"":2}|6
            {"_meta":{"\\ud834\\udd1e":1,"𝄞":2}}|27
            """)
    void refusesAMemberThatOccursTwiceAtAnyLevel(String text, int at) {
        assertThatThrownBy(() -> scan(text))
                .hasMessage("ambiguous: a member name occurs twice in one object, at byte " + at);
    }

    @Test
    void refusesMoreThanOneValueAndOtherKinds() {
        assertThatThrownBy(() -> scan("{} {}")).hasMessage("longer than one JSON value; more begins at byte 3");
        assertThatThrownBy(() -> scan("{}\0")).hasMessage("longer than one JSON value; more begins at byte 2");
        assertThatThrownBy(() -> scan(" [1]")).hasMessage("not a JSON object");
        assertThatThrownBy(() -> scan("")).hasMessage("not a JSON object");
        assertThatThrownBy(() -> scan("\ufeff{}"))
                .hasMessage("not valid JSON, at byte 0: a byte order mark is not allowed");
        assertThatThrownBy(() -> scan("\0{}")).hasMessage("not valid JSON, at byte 0: a value is expected");
    }

    @Test
    void boundsDepth() throws MalformedJsonException {
        scan("{\"a\":" + "[".repeat(99) + "]".repeat(99) + "}");
        scan("{\"a\":".repeat(100) + "1" + "}".repeat(100));
        assertThatThrownBy(() -> scan("{\"a\":" + "[".repeat(100) + "]".repeat(100) + "}"))
                .hasMessage("nested deeper than 100 levels, at byte 104");
        assertThatThrownBy(() -> scan("{\"a\":".repeat(1_000_000)))
                .hasMessageStartingWith("nested deeper than 100 levels");
    }

    @Test
    void boundsNumbersAndNamesAsTheTreeDoes() throws MalformedJsonException {
        scan("{\"a\":-" + "1".repeat(500) + "." + "1".repeat(400) + "e-" + "1".repeat(100) + "}");
        assertThatThrownBy(() -> scan("{\"a\":" + "1".repeat(1001) + "}"))
                .hasMessage("not acceptable: a number has more than 1000 digits, at byte 5");
        scan("{\"" + "a".repeat(50_000) + "\":1}");
        scan("{\"" + "\\u0061".repeat(50_000) + "\":1}");
        assertThatThrownBy(() -> scan("{\"" + "a".repeat(50_001) + "\":1}"))
                .hasMessage("not acceptable: a member name is longer than 50000 bytes, at byte 1");
    }

    private static RawObject scan(String text) throws MalformedJsonException {
        return scan(text.getBytes(StandardCharsets.UTF_8));
    }

    private static RawObject scan(byte[] text) throws MalformedJsonException {
        return RawObject.scan(RawJson.view(text, 0, text.length));
    }
}
