package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The codec of header values and the comparison of headers with arguments under random input (2026-07-28, transports). */
@Tag("R-202")
class HeaderFuzzTest {
    @Test
    void everyTextComesBackFromAHeaderThatHttpAllows() throws InterruptedException {
        Fuzz.check(draw -> {
            String text = draw.oneIn(4) ? "=?base64?" + draw.text(4) + "?=" : draw.text(12);

            String value = HeaderText.encode(text);

            assertThat(value.chars()).allMatch(c -> c >= ' ' && c <= '~');
            assertThat(HeaderText.decode(value)).isEqualTo(text);
            assertThat(HeaderText.decode(" \t" + value + "\t ")).isEqualTo(text);
        });
    }

    @Test
    void anyHeaderIsReadOrTurnedDown() throws InterruptedException {
        Fuzz.check(draw -> {
            String value = draw.oneIn(2) ? draw.brokenText(20) : draw.mutated("=?base64?SGVsbG8sIFfDtnJsZA==?=");

            String text = HeaderText.decode(value);

            assertThat(text == null || text.length() <= value.length()).isTrue();
        });
    }

    @Test
    void headersThatRepeatTheArgumentsFitAndOthersDoNot() throws InterruptedException {
        Fuzz.check(draw -> {
            Map<String, String> headers = new HashMap<>();
            StringBuilder properties = new StringBuilder();
            StringBuilder arguments = new StringBuilder();
            for (int i = 1 + draw.below(4); i > 0; i--) {
                argument(draw, "p" + i, properties, arguments, headers);
            }
            ParamHeaders declared = declared("{" + properties + "}");
            RawJson given = RawJson.of("{" + arguments + "}");

            Refusal fitting = declared.mismatch(given, name -> headers.get(lower(name)));
            String changed = draw.any(headers.keySet().stream().sorted().toList());
            headers.put(changed, headers.get(changed) + "x");
            Refusal different = declared.mismatch(given, name -> headers.get(lower(name)));

            assertThat(fitting).isNull();
            assertThat(different).isNotNull();
        });
    }

    @Test
    void noDefinitionAndNoArgumentsBreakTheComparison() throws InterruptedException {
        Fuzz.check(draw -> {
            String properties = "{\"a\":{\"type\":"
                    + draw.any("\"string\"", "\"integer\"", "\"boolean\"", "[]", draw.string(draw.text(3)))
                    + ",\"x-mcp-header\":" + draw.any("\"A\"", "7", draw.string(draw.text(3))) + ",\"properties\":"
                    + draw.any("{}", "[1]", "{\"b\":7}") + "}}";
            ParamHeaders declared = declared(draw.any(properties, "{\"a\":{\"x-mcp-header\":\"A\"}}"));
            RawJson arguments = RawJson.of("{\"a\":" + draw.json(2) + "}");

            Refusal refusal = declared.mismatch(arguments, name -> draw.any("1", "true", "1e9999", draw.brokenText(6)));

            assertThat(refusal == null || refusal.code() == RefusalCode.HEADER_MISMATCH)
                    .isTrue();
        });
    }

    private static void argument(
            Draw draw, String name, StringBuilder properties, StringBuilder arguments, Map<String, String> headers) {
        String type = draw.any("string", "integer", "boolean");
        String text = draw.text(6);
        String json = switch (type) {
            case "string" -> draw.string(text);
            case "integer" -> draw.any("42", "42.0", "-1", "9007199254740991", "1e3");
            default -> draw.any("true", "false");
        };
        String header = switch (type) {
            case "string" -> HeaderText.encode(text);
            case "integer" -> draw.any(json, new java.math.BigDecimal(json).toPlainString());
            default -> json;
        };
        String comma = properties.isEmpty() ? "" : ",";
        properties
                .append(comma)
                .append('"')
                .append(name)
                .append("\":{\"type\":\"")
                .append(type);
        properties.append("\",\"x-mcp-header\":\"").append(name).append("\"}");
        arguments.append(comma).append('"').append(name).append("\":").append(json);
        headers.put(lower("Mcp-Param-" + name), header);
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static ParamHeaders declared(String properties) {
        return ParamHeaders.of(
                RawJson.of("{\"name\":\"t\",\"inputSchema\":{\"type\":\"object\",\"properties\":" + properties + "}}"));
    }
}
