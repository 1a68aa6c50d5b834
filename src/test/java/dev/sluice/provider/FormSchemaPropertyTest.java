package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** What a form takes is what a whole JSON Schema validator takes, after defaults and without the rest. */
@Tag("R-202")
class FormSchemaPropertyTest {
    private static final List<String> NAMES = List.of("a", "b", "ü", "c.d", "e\\\"f");
    private static final List<String> FIELDS = List.of(
            "{\"type\":\"string\"}",
            "{\"type\":\"string\",\"minLength\":1,\"maxLength\":3}",
            "{\"type\":\"string\",\"default\":\"dflt\"}",
            "{\"type\":\"string\",\"enum\":[\"x\",\"y\"],\"enumNames\":[\"X\",\"Y\"]}",
            "{\"type\":\"string\",\"oneOf\":[{\"const\":\"x\",\"title\":\"X\"},{\"const\":\"z\",\"title\":\"Z\"}]}",
            "{\"type\":\"number\"}",
            "{\"type\":\"number\",\"minimum\":-1.5,\"maximum\":1e2}",
            "{\"type\":\"integer\",\"minimum\":0,\"default\":7}",
            "{\"type\":\"integer\"}",
            "{\"type\":\"boolean\"}",
            "{\"type\":\"boolean\",\"default\":false}",
            "{\"type\":\"array\",\"items\":{\"type\":\"string\",\"enum\":[\"x\",\"y\"]},\"minItems\":1,\"maxItems\":2}",
            "{\"type\":\"array\",\"items\":{\"anyOf\":[{\"const\":\"x\",\"title\":\"X\"}]},\"default\":[\"x\"]}");
    private static final List<String> VALUES = List.of(
            "null",
            "\"\"",
            "\"x\"",
            "\"z\"",
            "\"\\u0078\"",
            "\"abcd\"",
            "\"😀😀😀\"",
            "0",
            "-0",
            "1.0",
            "1.5",
            "-1.50",
            "-2",
            "1e2",
            "100.1",
            "1e309",
            "123456789012345678901234567890",
            "true",
            "false",
            "[]",
            "[\"x\"]",
            "[\"x\",\"x\",\"y\"]",
            "[\"y\"]",
            "[1]",
            "{}",
            "{\"x\":1}");

    private static final SchemaRegistry ORACLE = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    @Property(tries = 1_000)
    void takesWhatAWholeValidatorTakes(@ForAll("forms") String schema, @ForAll("contents") String content) {
        RawJson fitted = FormSchema.of(RawJson.of(schema)).fit(RawJson.of(content));

        JsonNode form = RawJson.of(schema).tree();
        ObjectNode expected =
                completed(form.path("properties"), RawJson.of(content).tree());
        boolean oracle = ORACLE.getSchema(form).validate(expected).isEmpty();
        assertThat(fitted != null).as("%s in %s", content, schema).isEqualTo(oracle);
        if (fitted != null) {
            assertThat(fitted.tree()).isEqualTo(expected);
        }
    }

    @Property(tries = 300)
    void takesItsOwnResultUnchanged(@ForAll("forms") String schema, @ForAll("contents") String content) {
        FormSchema form = FormSchema.of(RawJson.of(schema));
        RawJson fitted = form.fit(RawJson.of(content));
        if (fitted != null) {
            assertThat(form.fit(fitted)).isEqualTo(fitted);
        }
    }

    @Provide
    Arbitrary<String> forms() {
        return Arbitraries.of(NAMES)
                .list()
                .uniqueElements()
                .ofMaxSize(4)
                .flatMap(names -> Combinators.combine(
                                Arbitraries.of(FIELDS).list().ofSize(names.size()),
                                Arbitraries.of(true, false).list().ofSize(names.size()))
                        .as((fields, required) -> form(names, fields, required)));
    }

    @Provide
    Arbitrary<String> contents() {
        return Arbitraries.of(NAMES)
                .list()
                .uniqueElements()
                .ofMaxSize(5)
                .flatMap(names ->
                        Arbitraries.of(VALUES).list().ofSize(names.size()).map(values -> object(names, values)));
    }

    private static ObjectNode completed(JsonNode properties, JsonNode content) {
        ObjectNode completed = JsonCodec.MAPPER.createObjectNode();
        properties.properties().forEach(property -> {
            JsonNode given = content.path(property.getKey());
            JsonNode value = given.isNull() || given.isMissingNode()
                    ? property.getValue().path("default")
                    : given;
            if (!value.isMissingNode()) {
                completed.set(property.getKey(), value);
            }
        });
        return completed;
    }

    private static String form(List<String> names, List<String> fields, List<Boolean> required) {
        StringBuilder needed = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            if (required.get(i)) {
                needed.append(needed.isEmpty() ? "" : ",")
                        .append('"')
                        .append(names.get(i))
                        .append('"');
            }
        }
        return "{\"type\":\"object\",\"properties\":" + object(names, fields) + ",\"required\":[" + needed + "]}";
    }

    private static String object(List<String> names, List<String> values) {
        StringBuilder json = new StringBuilder("{");
        for (int i = 0; i < names.size(); i++) {
            json.append(i == 0 ? "" : ",")
                    .append('"')
                    .append(names.get(i))
                    .append("\":")
                    .append(values.get(i));
        }
        return json.append('}').toString();
    }
}
