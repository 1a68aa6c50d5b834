package dev.sluice.provider.upstream.message;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which addresses users may be asked to open. */
@Tag("R-305")
class WebPageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "file:///etc/passwd",
                "https:",
                "https://user:pass@a.example/",
                "//a.example/",
                "https://a.example/\u202e",
                "data:text/html,x"
            })
    void isNoneThatRunsOrReadsOrHidesSomething(String url) {
        assertThat(WebPage.isOne(url)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://a.example/", "http://a.example:8080/login?next=%2F#top"})
    void isOneOfTheWeb(String url) {
        assertThat(WebPage.isOne(url)).isTrue();
    }
}
