package dev.sluice.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Fuzz;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-307")
class LineDiffTest {
    @Test
    void showsChangedLinesAndALittleOfWhatIsAroundThem() {
        assertThat(LineDiff.of("1\n2\n3\n4\n5\n6\n7", "1\n2\n3\n4\nfive\n6\n7\n8"))
                .containsExactly("...", "  3", "  4", "- 5", "+ five", "  6", "  7", "+ 8");
        assertThat(LineDiff.of("a\nb", "a\nb")).containsExactly("...");
        assertThat(LineDiff.of("", "a")).containsExactly("+ a");
    }

    @Test
    void hasEveryLineOfBothSidesThatIsNotCommon() throws InterruptedException {
        Fuzz.check(draw -> {
            List<String> before = lines(draw.below(12), draw::below);
            List<String> after = lines(draw.below(12), draw::below);

            List<String> diff = LineDiff.of(String.join("\n", before), String.join("\n", after));

            List<String> left = new ArrayList<>();
            List<String> right = new ArrayList<>();
            diff.forEach(line -> {
                if (line.startsWith("- ") || line.startsWith("  ")) {
                    left.add(line.substring(2));
                }
                if (line.startsWith("+ ") || line.startsWith("  ")) {
                    right.add(line.substring(2));
                }
            });
            if (!diff.contains("...")) {
                assertThat(left).isEqualTo(before);
                assertThat(right).isEqualTo(after);
            } else {
                assertThat(before).containsAll(left);
                assertThat(after).containsAll(right);
            }
        });
    }

    @Test
    void doesNotCompareTextsThatAreTooLongLineByLine() {
        String before = "a\n".repeat(5_000);
        String after = "b\n".repeat(5_000);

        assertThat(LineDiff.of(before, after)).hasSize(10_000).startsWith("- a").endsWith("+ b");
    }

    private static List<String> lines(int count, java.util.function.IntUnaryOperator below) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            lines.add("x" + below.applyAsInt(4));
        }
        return lines;
    }
}
