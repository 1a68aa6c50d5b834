package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.RawJson;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

@Tag("R-110")
class QuickCheckPropertyTest {
    private static final List<String> NAMES = List.of("a", "b", "c", "#d", "é");
    private static final List<String> TEXTS = List.of("", "a", "fetch", "😀", "\\u0041", "longer than ten");
    private static final List<String> NUMBERS = List.of(
            "0",
            "-0",
            "1",
            "-1",
            "5",
            "5.0",
            "5.5",
            "1e1",
            "0.1e-2",
            "10",
            "10.000",
            "9223372036854775807",
            "9223372036854775808",
            "1e64",
            "1e309",
            "0.30000000000000004");

    @Property(tries = 1_000)
    void neverAcceptsWhatTheFullCheckRefuses(@ForAll("schemas") String schema, @ForAll("objects") String arguments) {
        JsonNode tree = RawJson.of(schema).tree();
        QuickCheck quick = Objects.requireNonNull(QuickCheck.compile(tree));
        FullCheck full = FullCheck.compile(SchemaCheckTest.descriptor("provider", "tool", schema), tree);

        boolean quickSays = quick.fits(RawJson.of(arguments));
        boolean fullSays = full.violation(RawJson.of(arguments)) == null;

        assertThat(!quickSays || fullSays).as("%s fits %s", arguments, schema).isTrue();
    }

    @Provide
    Arbitrary<String> schemas() {
        return object(2);
    }

    @Provide
    Arbitrary<String> objects() {
        return objectValue(2);
    }

    private static Arbitrary<String> object(int depth) {
        Arbitrary<List<String>> names =
                Arbitraries.of(NAMES).list().uniqueElements().ofMaxSize(4);
        Arbitrary<String> additional =
                Arbitraries.of("", ",\"additionalProperties\":false", ",\"additionalProperties\":true");
        return names.flatMap(present -> Combinators.combine(
                        anySchema(depth).list().ofSize(present.size()),
                        Arbitraries.of(true, false).list().ofSize(present.size()),
                        additional)
                .as((schemas, required, more) -> objectSchema(present, schemas, required, more)));
    }

    private static String objectSchema(
            List<String> names, List<String> schemas, List<Boolean> required, String additional) {
        StringBuilder properties = new StringBuilder();
        StringBuilder needed = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            properties
                    .append(i == 0 ? "" : ",")
                    .append('"')
                    .append(names.get(i))
                    .append("\":")
                    .append(schemas.get(i));
            if (required.get(i)) {
                needed.append(needed.isEmpty() ? "" : ",")
                        .append('"')
                        .append(names.get(i))
                        .append('"');
            }
        }
        return "{\"type\":\"object\",\"properties\":{" + properties + "},\"required\":[" + needed + "]" + additional
                + "}";
    }

    private static Arbitrary<String> anySchema(int depth) {
        Arbitrary<String> flat = Arbitraries.of(
                "true",
                "{}",
                "{\"description\":\"any\"}",
                "{\"type\":\"boolean\"}",
                "{\"type\":\"null\"}",
                "{\"type\":\"string\"}",
                "{\"type\":\"string\",\"minLength\":1,\"maxLength\":2}",
                "{\"type\":\"string\",\"enum\":[\"fetch\",\"A\"]}",
                "{\"type\":\"string\",\"const\":\"😀\"}",
                "{\"type\":\"string\",\"format\":\"uuid\"}",
                "{\"type\":\"integer\"}",
                "{\"type\":\"integer\",\"minimum\":0,\"maximum\":5}",
                "{\"type\":\"integer\",\"exclusiveMinimum\":-0.5,\"exclusiveMaximum\":5.5}",
                "{\"type\":\"number\"}",
                "{\"type\":\"number\",\"minimum\":1e0,\"exclusiveMaximum\":10}",
                "{\"type\":\"number\",\"maximum\":0.3}");
        if (depth == 0) {
            return flat;
        }
        Arbitrary<String> array = anySchema(depth - 1)
                .map(items -> "{\"type\":\"array\",\"items\":" + items + ",\"minItems\":1,\"maxItems\":2}");
        return Arbitraries.oneOf(flat, flat, flat, array, object(depth - 1));
    }

    private static Arbitrary<String> objectValue(int depth) {
        return Arbitraries.of(NAMES)
                .list()
                .uniqueElements()
                .ofMaxSize(4)
                .flatMap(names -> anyValue(depth).list().ofSize(names.size()).map(values -> {
                    StringBuilder json = new StringBuilder("{");
                    for (int i = 0; i < names.size(); i++) {
                        json.append(i == 0 ? "" : ",")
                                .append('"')
                                .append(names.get(i))
                                .append("\":")
                                .append(values.get(i));
                    }
                    return json.append('}').toString();
                }));
    }

    private static Arbitrary<String> anyValue(int depth) {
        Arbitrary<String> flat = Arbitraries.oneOf(
                Arbitraries.of(TEXTS).map(text -> '"' + text + '"'),
                Arbitraries.of(NUMBERS),
                Arbitraries.of("true", "false", "null"));
        if (depth == 0) {
            return flat;
        }
        Arbitrary<String> array =
                anyValue(depth - 1).list().ofMaxSize(3).map(values -> "[" + String.join(",", values) + "]");
        return Arbitraries.oneOf(flat, flat, flat, array, objectValue(depth - 1));
    }
}
