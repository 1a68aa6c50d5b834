package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.PromptSpec.Argument;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-109")
class SpecCheckTest {
    private static final PromptSpec PROMPT = PromptSpec.of("ask", "Ask", "Asks.");

    static Stream<Arguments> badPrompts() {
        return Stream.of(
                Arguments.of(List.of(PromptSpec.of("a b", "A", "A.")), "rename it"),
                Arguments.of(List.of(PROMPT, PROMPT), "twice"),
                Arguments.of(List.of(PromptSpec.of("ask", "", "", new Argument("", "", true))), "argument \"\""),
                Arguments.of(
                        List.of(PromptSpec.of(
                                "ask", "", "", new Argument("a", "", true), new Argument("a", "", false))),
                        "two arguments \"a\""),
                Arguments.of(
                        List.of(new PromptSpec(
                                "ask", "", "", Collections.nCopies(101, new Argument("a", "", true)), Set.of())),
                        "more than 100 arguments"),
                Arguments.of(Collections.nCopies(10_001, PROMPT), "at most 10000"));
    }

    @ParameterizedTest
    @MethodSource("badPrompts")
    void refusesBadPromptsAndSaysWhatToMend(List<PromptSpec> specs, String mend) {
        assertThatThrownBy(() -> SpecCheck.prompts("mine", specs))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("\"mine\"")
                .hasMessageContaining(mend);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "/one", "//host/one", "a b:c", "file", ":x"})
    void refusesAResourceWithoutAnAbsoluteUri(String uri) {
        assertThatThrownBy(() -> SpecCheck.resources("mine", List.of(ResourceSpec.of(uri, "one", "", ""))))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("absolute URI");
    }

    @Test
    void refusesAResourceTwiceOrOfNoSize() {
        ResourceSpec one = ResourceSpec.of("a:b", "b", "", "");
        assertThatThrownBy(() -> SpecCheck.resources("mine", List.of(one, one))).hasMessageContaining("twice");
        assertThatThrownBy(() -> SpecCheck.resources(
                        "mine", List.of(new ResourceSpec("a:b", "b", "", "", OptionalLong.of(-1), Set.of()))))
                .hasMessageContaining("size");
        assertThatCode(() -> SpecCheck.resources(
                        "mine",
                        List.of(
                                one,
                                ResourceSpec.of("test://x-y_z/1?q=2#f", "x", "", ""),
                                ResourceSpec.of("urn:a:b", "n", "", ""))))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a://b", "a://{b", "a://{b}{c}", "a://{+b}", "a://{b}/{b}", "{a}://b", "b/{c}", "a://b}/{c}"})
    void refusesABadTemplate(String template) {
        assertThatThrownBy(() -> SpecCheck.templates("mine", List.of(TemplateSpec.of(template, "b", "", ""))))
                .isInstanceOf(ProviderStartException.class)
                .hasMessageContaining("resource template \"" + template + "\"");
    }

    @Test
    void refusesAToolWhoseMetaIsNoObject() {
        assertThatThrownBy(() -> SpecCheck.tools(
                        "mine", List.of(ToolSpec.of("t", "T", "T.").meta("[]"))))
                .hasMessageContaining("_meta");
        assertThatThrownBy(() -> SpecCheck.tools(
                        "mine", List.of(ToolSpec.of("t", "T", "T.").meta("{"))))
                .hasMessageContaining("_meta");
    }
}
