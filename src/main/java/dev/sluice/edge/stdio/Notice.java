package dev.sluice.edge.stdio;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What a line of output is worth when more waits to be read than the bound. */
enum Notice {
    /** An answer or a question: never dropped. */
    NONE,
    /** Progress or a log message, which only tells of a moment. */
    PASSING,
    /** Tells that something has changed: once is enough. */
    CHANGE;

    private static final byte[] NOTIFICATION = ascii("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/");
    private static final byte[] PROGRESS = ascii("progress\"");
    private static final byte[] MESSAGE = ascii("message\"");

    /** What the line of a message as we write it is. */
    static Notice of(byte[] line) {
        if (!has(line, 0, NOTIFICATION)) {
            return NONE;
        }
        return has(line, NOTIFICATION.length, PROGRESS) || has(line, NOTIFICATION.length, MESSAGE) ? PASSING : CHANGE;
    }

    private static boolean has(byte[] line, int from, byte[] part) {
        int to = from + part.length;
        return to <= line.length && Arrays.equals(line, from, to, part, 0, part.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
