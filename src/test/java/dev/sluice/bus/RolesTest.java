package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-103")
@Tag("R-301")
class RolesTest {
    @ParameterizedTest
    @CsvSource({
        "'',     '',    '',    true",
        "a,      '',    a,     true",
        "'',     b,     a,     false",
        "a b,    b c,   b,     true",
        "a b,    b c,   a c,   true",
        "a b,    b c,   a,     false",
        "a,      b,     a,     false",
        "a,      b,     a b,   true",
        "a,      b,     '',    false",
    })
    void letThroughWhoHasOneOfEachOfBothSets(String first, String second, String has, boolean through) {
        Set<String> both = Roles.both(words(first), words(second));

        assertThat(somebody(words(has)).hasAnyOf(both)).isEqualTo(through);
    }

    @Test
    void areNotFooledByARoleThatIsSpelledLikeTwo() {
        Set<String> both = Roles.both(Set.of("a"), Set.of("b"));

        assertThat(somebody(both).hasAnyOf(both)).isFalse();
    }

    @Test
    void canBeCombinedMoreThanOnce() {
        Set<String> all = Roles.both(Roles.both(Set.of("a"), Set.of("b")), Set.of("c"));

        assertThat(somebody(Set.of("a", "b", "c")).hasAnyOf(all)).isTrue();
        assertThat(somebody(Set.of("a", "b")).hasAnyOf(all)).isFalse();
        assertThat(somebody(Set.of("b", "c")).hasAnyOf(all)).isFalse();
    }

    private static Set<String> words(String text) {
        return text.isEmpty() ? Set.of() : Set.of(text.split(" "));
    }

    private static Principal somebody(Set<String> roles) {
        return new Principal("issuer", "somebody", roles, Set.of(), Map.of(), Instant.MAX);
    }
}
