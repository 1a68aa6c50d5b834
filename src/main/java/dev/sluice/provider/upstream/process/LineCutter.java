package dev.sluice.provider.upstream.process;

import java.util.Arrays;
import java.util.function.Consumer;

/** Cuts bytes into lines, each with an array of its own and without its end. A bound on them; blank ones are left out. Not thread-safe. */
final class LineCutter {
    private static final int FIRST_CAPACITY = 4_096;

    private final int max;
    private byte[] begun = new byte[FIRST_CAPACITY];
    private int length;

    /** @param max longest line, in bytes */
    LineCutter(int max) {
        this.max = max;
    }

    /**
     * Takes the next bytes.
     *
     * @return false when a line is longer than the bound; nothing can be taken any more then
     */
    boolean accept(byte[] chunk, int count, Consumer<byte[]> lines) {
        int from = 0;
        for (int i = 0; i < count; i++) {
            if (chunk[i] == '\n') {
                if (!keep(chunk, from, i)) {
                    return false;
                }
                emit(lines);
                from = i + 1;
            }
        }
        return keep(chunk, from, count);
    }

    /** No more bytes will come: a last line may have no end. */
    void end(Consumer<byte[]> lines) {
        emit(lines);
    }

    private boolean keep(byte[] chunk, int from, int to) {
        int more = to - from;
        if (more > max - length) {
            return false;
        }
        if (begun.length - length < more) {
            begun = Arrays.copyOf(begun, Math.max(length + more, Math.min(max, begun.length * 2)));
        }
        System.arraycopy(chunk, from, begun, length, more);
        length += more;
        return true;
    }

    private void emit(Consumer<byte[]> lines) {
        if (!isBlank()) {
            lines.accept(Arrays.copyOf(begun, length));
        }
        length = 0;
        if (begun.length > FIRST_CAPACITY) {
            begun = new byte[FIRST_CAPACITY];
        }
    }

    private boolean isBlank() {
        for (int i = 0; i < length; i++) {
            if (begun[i] != ' ' && begun[i] != '\t' && begun[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
