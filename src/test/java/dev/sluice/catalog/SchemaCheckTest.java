package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.ArgumentsCheck.Violation;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.RawJson;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-110")
class SchemaCheckTest {
    private static final String SCHEMA = """
            {"type":"object","properties":{
              "userId":{"type":"string","pattern":"^[a-z]+$"},
              "action":{"type":"string","enum":["fetch","update"]},
              "count":{"type":"integer","minimum":0,"maximum":10},
              "data":{"type":"object","properties":{"tags":{"type":"array","items":{"type":"string"}}}}},
             "required":["userId"],"additionalProperties":false}""";

    @Test
    void acceptsWhatFits() {
        assertThat(check(SCHEMA).violation(RawJson.of("{\"userId\":\"ann\",\"action\":\"fetch\",\"count\":1e1}")))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "{}|/userId|required|The field userId is missing",
                "{\"userId\":7}|/userId|type|integer found, string expected",
                "{\"userId\":\"ANN\"}|/userId|pattern|^[a-z]+$",
                "{\"userId\":\"ann\",\"action\":\"burn\"}|/action|enum|fetch",
                "{\"userId\":\"ann\",\"count\":11}|/count|maximum|10",
                "{\"userId\":\"ann\",\"count\":1e64}|/count|maximum|10",
                "{\"userId\":\"ann\",\"count\":1.5}|/count|type|number found, integer expected",
                "{\"userId\":\"ann\",\"extra\":1}|/extra|additionalProperties|The field extra is not known",
                "{\"userId\":\"ann\",\"data\":{\"tags\":[\"a\",1]}}|/data/tags/1|type|string expected",
                "[]||type|object expected",
                "\"x\"||type|object expected",
            })
    void namesTheFieldTheRuleAndTheReason(String arguments, String field, String rule, String words) {
        Violation violation = violation(SCHEMA, arguments);

        assertThat(violation.field()).isEqualTo(field == null ? "" : field);
        assertThat(violation.rule()).isEqualTo(rule);
        assertThat(violation.message()).contains(words);
    }

    @Test
    void neverRepeatsALargeValue() {
        String large = "A".repeat(5_000);
        assertThat(violation(SCHEMA, "{\"userId\":\"" + large + "\"}").message())
                .doesNotContain("AAA");
        Violation named = violation(SCHEMA, "{\"userId\":\"ann\",\"" + large + "\":1}");
        assertThat(named.message()).hasSizeLessThan(500);
        assertThat(named.field()).hasSizeLessThan(500);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "-1e999999999", "1e-999999999"})
    void refusesNumbersThatWouldCostTooMuchToCompare(String number) {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"enum\":[1,2]},\"b\":{\"multipleOf\":3},\"c\":{}}}";
        for (String field : new String[] {"a", "b", "c"}) {
            Violation violation = violation(schema, "{\"" + field + "\":" + number + "}");
            assertThat(violation.field()).isEqualTo("/" + field);
        }
    }

    @Test
    void stopsAtTheFirstOfManyViolations() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}";
        String many = "1,".repeat(20_000) + "1";

        assertThat(violation(schema, "{\"a\":[" + many + "]}").field()).isEqualTo("/a/0");
    }

    @Test
    void knowsTheWholeOfTheDraft() {
        String schema = """
                {"type":"object","$defs":{"id":{"type":"string","minLength":2}},
                 "properties":{"a":{"$ref":"#/$defs/id"},"b":{"oneOf":[{"type":"string"},{"type":"integer"}]}},
                 "dependentRequired":{"a":["b"]},"unevaluatedProperties":false}""";

        assertThat(check(schema).violation(RawJson.of("{\"a\":\"xy\",\"b\":1}")))
                .isNull();
        assertThat(violation(schema, "{\"a\":\"x\",\"b\":1}").field()).isEqualTo("/a");
        assertThat(violation(schema, "{\"a\":\"xy\"}").rule()).isEqualTo("dependentRequired");
        assertThat(violation(schema, "{\"c\":1}").rule()).isEqualTo("unevaluatedProperties");
        assertThat(violation(schema, "{\"b\":true}").field()).isEqualTo("/b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://example.com/schema.json",
                "http://127.0.0.1:1/x",
                "file:///etc/hostname",
                "classpath:logback.xml",
                "other.json",
                "#/$defs/missing",
            })
    void refusesReferencesThatLeadOut(String reference) {
        String schema = "{\"type\":\"object\",\"properties\":{\"a\":{\"$ref\":\"" + reference + "\"}}}";

        assertThatThrownBy(() -> check(schema))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("\"tool\"")
                .hasMessageContaining("\"provider\"")
                .hasMessageContaining(reference);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"string\"}",
                "[]",
                "{",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"pattern\":\"(\"}}}",
                "{\"type\":\"object\",\"$schema\":\"https://example.com/unknown\"}",
                "{\"type\":\"object\",\"allOf\":[{\"$ref\":\"#\"}]}",
            })
    void refusesASchemaThatCannotBeUsed(String schema) {
        assertThatThrownBy(() -> check(schema))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("\"tool\"");
    }

    @Test
    void boundsDepthAndSizeOfASchema() {
        String deep =
                "{\"type\":\"object\",\"properties\":{\"a\":" + "{\"items\":".repeat(40) + "{}" + "}".repeat(40) + "}}";
        String wide = "{\"type\":\"object\",\"description\":\"" + "x".repeat(SchemaRules.MAX_BYTES) + "\"}";

        assertThatThrownBy(() -> check(deep)).hasMessageContaining("deeper than 32");
        assertThatThrownBy(() -> check(wide)).hasMessageContaining("larger than 65536");
    }

    @Test
    void acceptsAReferenceToItselfWithinAProperty() {
        String tree =
                "{\"type\":\"object\",\"properties\":{\"child\":{\"$ref\":\"#\"}},\"additionalProperties\":false}";

        assertThat(check(tree).violation(RawJson.of("{\"child\":{\"child\":{}}}")))
                .isNull();
        assertThat(violation(tree, "{\"child\":{\"x\":1}}").field()).isEqualTo("/child/x");
    }

    static SchemaCheck check(String schema) {
        return SchemaCheck.of(descriptor("provider", "tool", schema));
    }

    static ToolDescriptor descriptor(String provider, String name, String schema) {
        return new ToolDescriptor(
                provider,
                name,
                RawJson.of("{\"name\":\"" + name + "\"}"),
                RawJson.of(schema),
                Set.of(),
                null,
                false,
                false,
                TaskSupport.NONE);
    }

    private static Violation violation(String schema, String arguments) {
        return Objects.requireNonNull(check(schema).violation(RawJson.of(arguments)));
    }
}
