package dev.sluice.edge.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

@Tag("R-204")
class LineSplitterPropertyTest {
    @Property(tries = 500)
    void howTheBytesAreCutDoesNotMatter(
            @ForAll @StringLength(max = 200) @CharRange(from = 'a', to = 'c') String letters,
            @ForAll @IntRange(min = 1, max = 40) int size,
            @ForAll @IntRange(min = 1, max = 12) int max) {
        // given
        String text = letters.replace('c', '\n');

        // when
        List<String> cut = LineSplitterTest.split(text, max, size);

        // then
        List<String> expected = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            if (!line.isEmpty()) {
                expected.add(line.length() <= max ? line : LineSplitterTest.TOO_LONG);
            }
        }
        assertThat(cut).isEqualTo(expected);
    }
}
