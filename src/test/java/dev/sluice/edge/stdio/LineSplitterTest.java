package dev.sluice.edge.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.mcp.RawJson;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-204")
class LineSplitterTest {
    static final String TOO_LONG = "(too long)";

    @Test
    void blankLinesAreNoLines() {
        assertThat(split("\n \r\n\t\n{}\r\n \n", 10, 3)).containsExactly("{}\r");
    }

    @Test
    void anOverlongLineIsToldOfBeforeItsEnd() {
        List<String> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(4, collecting(lines));

        splitter.accept(bytes("abcdefgh"));
        splitter.accept(bytes("ijkl"));

        assertThat(lines).containsExactly(TOO_LONG);
        splitter.accept(bytes("\nnext\n"));
        assertThat(lines).containsExactly(TOO_LONG, "next");
    }

    @Test
    void aLineThatWasTakenKeepsItsBytesWhenMoreCome() {
        List<RawJson> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(100, new LineSplitter.Lines() {
            @Override
            public void line(RawJson line) {
                lines.add(line);
            }

            @Override
            public void tooLong() {
                throw new AssertionError();
            }
        });

        splitter.accept(bytes("[1"));
        splitter.accept(bytes(",2]\n[3]\n[4"));
        splitter.accept(bytes(",5]\n"));

        assertThat(lines).extracting(RawJson::toString).containsExactly("[1,2]", "[3]", "[4,5]");
    }

    static List<String> split(String text, int max, int size) {
        List<String> lines = new ArrayList<>();
        LineSplitter splitter = new LineSplitter(max, collecting(lines));
        byte[] bytes = bytes(text);
        for (int from = 0; from < bytes.length; from += size) {
            splitter.accept(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + size)));
        }
        splitter.end();
        return lines;
    }

    private static LineSplitter.Lines collecting(List<String> lines) {
        return new LineSplitter.Lines() {
            @Override
            public void line(RawJson line) {
                lines.add(line.toString());
            }

            @Override
            public void tooLong() {
                lines.add(TOO_LONG);
            }
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
