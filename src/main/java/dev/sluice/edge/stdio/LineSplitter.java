package dev.sluice.edge.stdio;

import dev.sluice.mcp.RawJson;
import java.util.Arrays;

/**
 * Cuts bytes into lines. A line ends with a line feed or with the input; lines of nothing but white space are skipped,
 * and one that is longer than the bound is told of once and thrown away up to its end. Not thread-safe.
 */
final class LineSplitter {
    private static final int FIRST_CAPACITY = 4_096;

    private final int max;
    private final Lines lines;
    private byte[] begun = new byte[FIRST_CAPACITY];
    private int length;
    private boolean overlong;

    /** Takes lines. */
    interface Lines {
        /** A line, without its end; the bytes are its own. */
        void line(RawJson line);

        /** A line was longer than the bound. */
        void tooLong();
    }

    /** @param max longest line, in bytes, its end not counted */
    LineSplitter(int max, Lines lines) {
        this.max = max;
        this.lines = lines;
    }

    /** Takes the next bytes, which nobody may change afterwards. */
    void accept(byte[] chunk) {
        int from = 0;
        for (int i = 0; i < chunk.length; i++) {
            if (chunk[i] == '\n') {
                lineEnds(chunk, from, i);
                from = i + 1;
            }
        }
        keep(chunk, from, chunk.length);
    }

    /** No more bytes will come. */
    void end() {
        lineEnds(new byte[0], 0, 0);
    }

    private void lineEnds(byte[] chunk, int from, int to) {
        if (length == 0 && !overlong && to - from <= max) {
            emit(chunk, from, to);
            return;
        }
        keep(chunk, from, to);
        if (!overlong) {
            byte[] whole = Arrays.copyOf(begun, length);
            emit(whole, 0, whole.length);
        }
        length = 0;
        overlong = false;
        if (begun.length > FIRST_CAPACITY) {
            begun = new byte[FIRST_CAPACITY];
        }
    }

    private void keep(byte[] chunk, int from, int to) {
        int more = to - from;
        if (overlong || more == 0) {
            return;
        }
        if (more > max - length) {
            overlong = true;
            length = 0;
            lines.tooLong();
            return;
        }
        if (begun.length - length < more) {
            begun = Arrays.copyOf(begun, Math.max(length + more, Math.min(max, begun.length * 2)));
        }
        System.arraycopy(chunk, from, begun, length, more);
        length += more;
    }

    private void emit(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b != ' ' && b != '\t' && b != '\r') {
                lines.line(RawJson.view(bytes, from, to));
                return;
            }
        }
    }
}
