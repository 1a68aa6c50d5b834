package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Fuzz;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-306")
class NamePatternsTest {
    @Test
    void matchAsTheRegularExpressionsThatTheyStandForDo() throws InterruptedException {
        Fuzz.check(draw -> {
            String pattern = word(draw.below(8), draw::below, "ab*");
            String name = word(draw.below(10), draw::below, "ab");
            boolean expected = Pattern.matches(pattern.replace("*", "[ab]*"), name);

            assertThat(new NamePatterns(List.of("zzz", pattern)).match(name)).isEqualTo(expected);
        });
    }

    @Test
    void haveNoOtherSpecialCharacters() {
        assertThat(new NamePatterns(List.of("a.c", "x?")).match("abc")).isFalse();
        assertThat(new NamePatterns(List.of("a.c")).match("a.c")).isTrue();
        assertThat(new NamePatterns(List.of()).match("")).isFalse();
    }

    private static String word(int length, java.util.function.IntUnaryOperator below, String alphabet) {
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(alphabet.charAt(below.applyAsInt(alphabet.length())));
        }
        return word.toString();
    }
}
