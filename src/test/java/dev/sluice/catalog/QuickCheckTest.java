package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mcp.RawJson;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-110")
class QuickCheckTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"pattern\":\"x\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"enum\":[1]}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"string\",\"null\"]}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":false}}",
                "{\"type\":\"object\",\"additionalProperties\":{}}",
                "{\"type\":\"object\",\"required\":[\"a\"]}",
                "{\"type\":\"object\",\"minProperties\":1}",
                "{\"type\":\"object\",\"allOf\":[]}",
                "{\"type\":\"object\",\"$ref\":\"#/x\"}",
                "{\"type\":\"object\",\"$schema\":\"http://json-schema.org/draft-07/schema#\"}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"unknownKeyword\":1}}}",
            })
    void leavesSchemasThatAreNotPlainToTheFullCheck(String schema) {
        assertThat(QuickCheck.compile(RawJson.of(schema).tree())).isNull();
    }

    @Test
    void saysAtOnceThatPlainArgumentsFit() {
        String schema = """
                {"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{
                 "text":{"type":"string","maxLength":3,"format":"uuid"},"n":{"type":"integer","minimum":1},
                 "on":{"type":"boolean"},"data":{"type":"object"},"list":{"type":"array","items":{"type":"number"}}},
                 "required":["text"],"additionalProperties":false}""";
        QuickCheck quick =
                Objects.requireNonNull(QuickCheck.compile(RawJson.of(schema).tree()));

        assertThat(quick.fits(
                        RawJson.of("{\"text\":\"😀😀😀\",\"n\":7,\"on\":true,\"data\":{\"x\":[1]},\"list\":[1,2.5]}")))
                .isTrue();
        assertThat(quick.fits(RawJson.of("{\"text\":\"abcd\"}"))).isFalse();
        assertThat(quick.fits(RawJson.of("{}"))).isFalse();
        assertThat(quick.fits(RawJson.of("{\"text\":\"a\",\"text\":\"b\"}"))).isFalse();
        assertThat(quick.fits(RawJson.of("{\"text\":\"a\"} x"))).isFalse();
        assertThat(quick.fits(RawJson.of("{\"text\":\"a\""))).isFalse();
        assertThat(quick.fits(RawJson.of("[]"))).isFalse();
    }
}
