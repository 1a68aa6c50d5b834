package dev.sluice.mcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-201")
class UriTemplateTest {
    @Test
    void findsItsVariables() {
        UriTemplate template = UriTemplate.of("file:///{dir}/{name}.txt");

        assertThat(template.match("file:///a/b%2Fc.txt")).contains(Map.of("dir", "a", "name", "b/c"));
        assertThat(template.match("file:///a/b+c.txt")).contains(Map.of("dir", "a", "name", "b+c"));
        assertThat(template.variables()).containsExactly("dir", "name");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///a/b.md",
                "file:////b.txt",
                "file:///a/.txt",
                "file:///a/b/c.txt",
                "file:///a/b?c.txt",
                "http:///a/b.txt",
                "file:///a/%zz.txt",
                ""
            })
    void refusesOthers(String uri) {
        assertThat(UriTemplate.of("file:///{dir}/{name}.txt").match(uri)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a://b", "a://{x}{y}", "a://{x}/{x}", "a://{x", "a://{+x}", "a://{}", "a://{x}}", "a://{x*}"})
    void saysWhatItDoesNotUnderstand(String text) {
        assertThatThrownBy(() -> UriTemplate.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(text);
    }
}
