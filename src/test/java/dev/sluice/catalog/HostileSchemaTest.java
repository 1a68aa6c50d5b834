package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.ArgumentsCheck.Violation;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schemas come from tool servers, which may mean harm; what they are compared with comes from callers, who may as well. */
@Tag("R-110")
@Tag("R-305")
@Timeout(60)
class HostileSchemaTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\",\"pattern\":\"^(.*)(.*)(.*)(.*)(.*)(.*)(.*)b$\"}}}",
                "{\"type\":\"object\",\"properties\":{\"x\":{\"pattern\":\"^((a|aa)+)\\\\1b$\"}}}"
            })
    void givesUpOnAPatternThatWouldTakeForEver(String schema) {
        assertGivenUp(check(schema), "{\"x\":\"" + "a".repeat(200) + "!\"}");
    }

    @Test
    void givesUpOnAPatternOfNamesThatWouldTakeForEver() {
        assertGivenUp(
                check(
                        "{\"type\":\"object\",\"patternProperties\":{\"^(.*)(.*)(.*)(.*)(.*)(.*)(.*)b$\":{\"type\":\"string\"}}}"),
                "{\"" + "a".repeat(200) + "!\":1}");
    }

    @Test
    void refusesASchemaWhoseReferencesDoubleEachTime() {
        assertThatThrownBy(() -> check(doubling("")))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("input schema");
    }

    @Test
    void givesUpOnReferencesThatDoubleBelowAMember() {
        assertGivenUp(check(doubling("x")), "{\"x\":1}");
    }

    @Test
    void givesUpOnASchemaThatDoublesWithEachLevelOfTheArguments() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"x\":{\"$ref\":\"#/$defs/a\"}},\"$defs\":{\"a\":{\"properties\":"
                        + "{\"x\":{\"allOf\":[{\"$ref\":\"#/$defs/a\"},{\"$ref\":\"#/$defs/a\"}]}}}}}";
        assertGivenUp(check(schema), "{\"x\":".repeat(60) + "1" + "}".repeat(60));
    }

    @Test
    void givesUpWhenManyAlternativesMeetManyElements() {
        StringBuilder any = new StringBuilder();
        for (int i = 0; i < 2_000; i++) {
            any.append(any.isEmpty() ? "" : ",").append("{\"const\":").append(i).append('}');
        }
        String schema =
                "{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"array\",\"items\":{\"anyOf\":[" + any + "]}}}}";
        assertGivenUp(check(schema), "{\"x\":[" + "\"y\",".repeat(200_000) + "1]}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"enum\":[1,1e999999999]}",
                "{\"const\":1e999999999}",
                "{\"multipleOf\":1e-999999999}",
                "{\"multipleOf\":1e999999999}",
                "{\"minimum\":1e999999999}",
                "{\"type\":\"integer\",\"maximum\":1e999999999}",
                "{\"minLength\":1e999999999}",
                "{\"minItems\":1e999999999}"
            })
    void refusesASchemaWithNumbersThatWouldCostTooMuchToCompare(String member) {
        assertThatThrownBy(() -> check("{\"type\":\"object\",\"properties\":{\"x\":" + member + "}}"))
                .isInstanceOf(CatalogException.class)
                .hasMessageContaining("out of range");
    }

    @Test
    void stillSaysOfAPlainPatternThatItDoesNotFit() {
        SchemaCheck check =
                check("{\"type\":\"object\",\"properties\":{\"x\":{\"type\":\"string\",\"pattern\":\"^[a-z]+$\"}}}");

        assertThat(check.violation(RawJson.of("{\"x\":\"" + "a".repeat(100_000) + "\"}")))
                .isNull();
        assertThat(check.violation(RawJson.of("{\"x\":\"A\"}")))
                .extracting(Violation::rule)
                .isEqualTo("pattern");
    }

    /** Each definition refers to the next one twice. */
    private static String doubling(String below) {
        StringBuilder defs = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            String next = "{\"$ref\":\"#/$defs/a" + (i + 1) + "\"}";
            defs.append("\"a" + i + "\":{\"allOf\":[" + next + ',' + next + "]},");
        }
        String first = "{\"$ref\":\"#/$defs/a0\"}";
        return "{\"type\":\"object\","
                + (below.isEmpty() ? "\"allOf\":[" + first + "]" : "\"properties\":{\"" + below + "\":" + first + '}')
                + ",\"$defs\":{" + defs + "\"a40\":{}}}";
    }

    private static void assertGivenUp(SchemaCheck check, String arguments) {
        long begun = System.nanoTime();
        Violation violation = check.violation(RawJson.of(arguments));

        assertThat(violation).extracting(Violation::rule).isEqualTo("schema");
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }

    private static SchemaCheck check(String schema) {
        return SchemaCheck.of(new ToolDescriptor(
                "up",
                "tool",
                RawJson.of("{\"name\":\"tool\",\"inputSchema\":" + schema + '}'),
                RawJson.of(schema),
                Set.of(),
                null,
                false,
                false,
                TaskSupport.NONE));
    }
}
