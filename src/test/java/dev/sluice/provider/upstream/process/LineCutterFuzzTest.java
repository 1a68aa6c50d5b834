package dev.sluice.provider.upstream.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fuzz.Draw;
import dev.sluice.fuzz.Fuzz;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-308")
class LineCutterFuzzTest {
    @Test
    void howTheBytesAreCutDoesNotMatter() throws InterruptedException {
        Fuzz.check(LineCutterFuzzTest::cuts);
    }

    private static void cuts(Draw draw) {
        // given
        StringBuilder text = new StringBuilder();
        for (int i = draw.below(200); i > 0; i--) {
            text.append(draw.any("a", "b", " ", "\r", "\n", "é"));
        }
        int max = 1 + draw.below(12);

        // when
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        LineCutter cutter = new LineCutter(max);
        List<String> cut = new ArrayList<>();
        boolean fits = true;
        for (int from = 0; from < bytes.length && fits; ) {
            int count = Math.min(1 + draw.below(20), bytes.length - from);
            fits = cutter.accept(Arrays.copyOfRange(bytes, from, from + count), count, line -> cut.add(text(line)));
            from += count;
        }
        if (fits) {
            cutter.end(line -> cut.add(text(line)));
        }

        // then
        List<String> expected = new ArrayList<>();
        boolean expectedToFit = true;
        for (String line : text.toString().split("\n", -1)) {
            if (line.getBytes(StandardCharsets.UTF_8).length > max) {
                expectedToFit = false;
                break;
            }
            if (!line.isBlank()) {
                expected.add(line);
            }
        }
        assertThat(fits).isEqualTo(expectedToFit);
        assertThat(cut).isEqualTo(expected);
    }

    private static String text(byte[] line) {
        return new String(line, StandardCharsets.UTF_8);
    }
}
