package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-202")
class ParamHeadersTest {
    private static final ParamHeaders HEADERS = ParamHeaders.of(RawJson.of("""
            {"name":"t","inputSchema":{"type":"object","properties":{
              "region":{"type":"string","x-mcp-header":"Region"},
              "count":{"type":"integer","x-mcp-header":"Count"},
              "dry":{"type":"boolean","x-mcp-header":"Dry"},
              "ratio":{"type":"number","x-mcp-header":"Ratio"},
              "bad":{"type":"string","x-mcp-header":"a b"},
              "deep":{"type":"object","properties":{"x":{"type":"string","x-mcp-header":"X"}}},
              "list":{"type":"array","items":{"type":"string","x-mcp-header":"Item"}}}}}"""));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | region | | true",
                "{\"region\":\"eu\"} | region | eu | true",
                "{\"region\":\"eu\"} | region | ' eu ' | true",
                "{\"region\":\"eu\"} | region | EU | false",
                "{\"region\":\"eu\"} | region | | false",
                "{\"region\":null} | region | | true",
                "{\"region\":null} | region | eu | false",
                "{} | region | eu | false",
                "{\"region\":\"Hello\"} | region | =?base64?SGVsbG8=?= | true",
                "{\"region\":\"Hello\"} | region | =?base64?SGVsbG8?= | false",
                "{\"region\":\"SGVsbG8=\"} | region | SGVsbG8= | true",
                "{\"count\":42} | count | 42 | true",
                "{\"count\":42} | count | 42.0 | true",
                "{\"count\":42} | count | 43 | false",
                "{\"count\":42} | count | many | false",
                "{\"dry\":true} | dry | true | true",
                "{\"dry\":true} | dry | false | false",
                "{\"ratio\":1.5} | ratio | | true",
                "{\"bad\":\"x\"} | bad | | true",
                "{\"deep\":{\"x\":\"y\"}} | x | y | true",
                "{\"deep\":{\"x\":\"y\"}} | x | z | false",
                "{\"list\":[\"y\"]} | item | | true"
            })
    void comparesHeadersWithArguments(String arguments, String header, String value, boolean fits) {
        var refusal = HEADERS.mismatch(
                RawJson.of(arguments),
                name -> Map.of("mcp-param-" + header, value == null ? "" : value).entrySet().stream()
                        .filter(entry -> value != null && entry.getKey().equals(name.toLowerCase(Locale.ROOT)))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null));

        assertThat(refusal == null).isEqualTo(fits);
        if (refusal != null) {
            assertThat(refusal.code()).isEqualTo(RefusalCode.HEADER_MISMATCH);
        }
    }

    @Test
    void hasNothingToCompareWithoutAnnotations() {
        assertThat(ParamHeaders.of(RawJson.of("{\"inputSchema\":{\"type\":\"object\"}}")))
                .isSameAs(ParamHeaders.NONE);
    }

    @Test
    void writesTheHeadersThatFitTheArguments() {
        RawJson arguments =
                RawJson.of("{\"region\":\"S\u00fcd\",\"count\":42,\"dry\":false,\"deep\":{\"x\":null},\"ratio\":1}");
        Map<String, String> written = new HashMap<>();
        HEADERS.write(arguments, written::put);

        assertThat(written)
                .containsOnly(
                        Map.entry("Mcp-Param-Region", "=?base64?U8O8ZA==?="),
                        Map.entry("Mcp-Param-Count", "42"),
                        Map.entry("Mcp-Param-Dry", "false"));
        assertThat(HEADERS.mismatch(arguments, written::get)).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'object','properties':{'a':{'type':'string','x-mcp-header':'A'}}} | true",
                "{'properties':{'x-mcp-header':{'type':'string'}}} | true",
                "{'properties':{'a':{'default':{'x-mcp-header':'not one'}}}} | true",
                "{'properties':{'a':{'properties':{'b':{'type':'integer','x-mcp-header':'B'}}}}} | true",
                "{'properties':{'a':{'type':'number','x-mcp-header':'A'}}} | false",
                "{'properties':{'a':{'type':'string','x-mcp-header':'a b'}}} | false",
                "{'properties':{'a':{'type':'string','x-mcp-header':7}}} | false",
                "{'properties':{'a':{'type':'string','x-mcp-header':''}}} | false",
                "{'properties':{'a':{'items':{'type':'string','x-mcp-header':'A'}}}} | false",
                "{'anyOf':[{'properties':{'a':{'type':'string','x-mcp-header':'A'}}}]} | false",
                "{'$defs':{'a':{'type':'string','x-mcp-header':'A'}}} | false",
                "{'type':'string','x-mcp-header':'A'} | false",
                "{'properties':{'a':{'type':'string','x-mcp-header':'A'},'b':{'type':'string','x-mcp-header':'a'}}} | false"
            })
    void knowsWhichToolsKeepTheRules(String schema, boolean keeps) {
        String definition = "{\"name\":\"t\",\"inputSchema\":" + schema.replace('\'', '"') + '}';

        assertThat(ParamHeaderRules.broken(RawJson.of(definition)) == null).isEqualTo(keeps);
    }
}
