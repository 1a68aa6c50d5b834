package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.mcp.RawJson;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-202")
class FormSchemaTest {
    /** The schema of SEP-1034 and SEP-1330, with every kind of field that MCP has. */
    private static final FormSchema ALL = form("""
            "name":{"type":"string","default":"John Doe","maxLength":10},
            "age":{"type":"integer","minimum":0,"maximum":150,"default":30},
            "score":{"type":"number","default":95.50},
            "status":{"type":"string","enum":["active","inactive"],"enumNames":["A","I"],"default":"active"},
            "titled":{"type":"string","oneOf":[{"const":"a","title":"Ah"},{"const":"b","title":"Be"}]},
            "verified":{"type":"boolean","default":true},
            "some":{"type":"array","items":{"type":"string","enum":["x","y","z"]},"minItems":1,"maxItems":2},
            "few":{"type":"array","items":{"anyOf":[{"const":"p","title":"P"}]},"default":["p"]}""", "");

    @Test
    void fillsInTheDefaultsAsTheyWereSpelledInTheOrderOfTheForm() {
        assertThat(fit(ALL, "{\"verified\":false,\"unknown\":{},\"name\":\"A\\u006en\"}"))
                .isEqualTo("{\"name\":\"A\\u006en\",\"age\":30,\"score\":95.50,\"status\":\"active\","
                        + "\"verified\":false,\"few\":[\"p\"]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "name; \"12345678901\"",
                "name; 1",
                "age; -1",
                "age; 150.5",
                "age; \"30\"",
                "age; 1e2147483648",
                "age; 151",
                "score; \"1\"",
                "score; true",
                "status; \"ACTIVE\"",
                "titled; \"Ah\"",
                "verified; \"true\"",
                "verified; 0",
                "some; []",
                "some; [\"x\",\"y\",\"z\"]",
                "some; [\"q\"]",
                "some; [1]",
                "some; \"x\"",
                "few; {}"
            })
    void takesNoValueThatDoesNotFit(String field, String value) {
        assertThat(ALL.fit(RawJson.of("{\"" + field + "\":" + value + '}'))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "name; \"1234567890\"",
                "name; \"😀😀😀😀😀😀😀😀😀😀\"",
                "age; 150",
                "age; 42.0",
                "age; 1e2",
                "score; -1.5E+300",
                "titled; \"a\"",
                "some; [\"x\",\"x\"]",
                "few; []"
            })
    void takesAValueThatFitsAsItIsSpelled(String field, String value) {
        assertThat(fit(ALL, "{\"" + field + "\":" + value + '}')).contains("\"" + field + "\":" + value);
    }

    @ParameterizedTest
    @CsvSource({
        "email, a@b, true",
        "email, a b@c, false",
        "email, @b, false",
        "email, a@, false",
        "email, a@b@c, false",
        "uri, https://example.com/x?y, true",
        "uri, urn:a:b, true",
        "uri, /relative, false",
        "uri, 'a b:c', false",
        "date, 2026-02-28, true",
        "date, 2026-02-30, false",
        "date, 28.2.2026, false",
        "date-time, 2026-02-28T12:00:00Z, true",
        "date-time, 2026-02-28t12:00:00.5+01:00, true",
        "date-time, 2026-02-28T12:00:00, false",
        "something-else, anything, true"
    })
    void heedsFormats(String format, String value, boolean fits) {
        FormSchema form = form("\"f\":{\"type\":\"string\",\"format\":\"" + format + "\"}", "");

        assertThat(form.fit(RawJson.of("{\"f\":\"" + value + "\"}")) != null).isEqualTo(fits);
    }

    @Test
    void wantsWhatIsRequiredUnlessItHasADefault() {
        FormSchema form = form(
                "\"a\":{\"type\":\"string\"},\"b\":{\"type\":\"string\",\"default\":\"x\"}",
                ",\"required\":[\"a\",\"b\"]");

        assertThat(form.fit(RawJson.of("{}"))).isNull();
        assertThat(form.fit(RawJson.of("{\"a\":null}"))).isNull();
        assertThat(fit(form, "{\"a\":\"\",\"b\":null}")).isEqualTo("{\"a\":\"\",\"b\":\"x\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "null", "\"a\"", "{", "{\"a\":1,\"a\":2}", ""})
    void takesNothingButAnObject(String content) {
        assertThat(ALL.fit(RawJson.of(content))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{",
                "{\"type\":\"object\"}",
                "{\"type\":\"string\",\"properties\":{}}",
                "{\"type\":\"object\",\"properties\":[]}",
                "{\"type\":\"object\",\"properties\":{\"a\":true}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"object\"}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"array\",\"items\":{\"type\":\"string\"}}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"enum\":[1]}}}",
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"string\",\"default\":1}}}",
                "{\"type\":\"object\",\"properties\":{},\"required\":[\"a\"]}"
            })
    void refusesWhatIsNoForm(String schema) {
        assertThatThrownBy(() -> FormSchema.of(RawJson.of(schema)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the schema of a form ");
    }

    private static FormSchema form(String properties, String more) {
        return FormSchema.of(RawJson.of("{\"type\":\"object\",\"properties\":{" + properties + '}' + more + '}'));
    }

    private static String fit(FormSchema form, String content) {
        return Objects.requireNonNull(form.fit(RawJson.of(content))).toString();
    }
}
