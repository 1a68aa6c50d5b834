package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Takes an event stream apart (HTML, 9.2.6), in whatever pieces it comes. Data that lies in one piece is not copied again.
 * Keeps the bytes of one unfinished event at most, and no comment. Confined to one thread.
 */
final class EventStreamParser {
    /** Hears events. */
    interface Listener {
        /**
         * An event has come.
         *
         * @param type {@code message} unless the event says otherwise
         * @param data its bytes, lines joined by line feeds; a view that nobody writes to
         */
        void event(String type, RawJson data);
    }

    private static final String DEFAULT_TYPE = "message";
    private static final int MAX_ID = 1024;
    private static final int LABEL = "data: ".length();
    private static final byte[] NOTHING = {};

    private final int maxEvent;
    private final Listener listener;

    private byte[] line = NOTHING;
    private int lineLength;
    private boolean comment;
    private boolean afterReturn;
    private boolean begun;

    private String type = DEFAULT_TYPE;
    private @Nullable RawJson data;
    private byte[] joined = NOTHING;
    private int joinedLength;
    private @Nullable String nextId;
    private @Nullable String lastId;
    private OptionalLong retry = OptionalLong.empty();

    /** @param maxEvent bytes of the data of one event, and of the value in one line, at most */
    EventStreamParser(int maxEvent, Listener listener) {
        this.maxEvent = maxEvent;
        this.listener = listener;
    }

    /** Id of the last event that had one, events without data included; null when there was none. */
    @Nullable
    String lastId() {
        return lastId;
    }

    /** How long to wait before coming back, in milliseconds, as the stream said last. */
    OptionalLong retry() {
        return retry;
    }

    /**
     * Takes the next piece; the listener hears of the events that it completes before this returns.
     *
     * @throws WireException TOO_LARGE, when an event is larger than the bound; nothing more may be fed then
     */
    void feed(Buffer piece) {
        feed(piece.getBytes());
    }

    /** The same with bytes that are the parser's from now on. */
    void feed(byte[] bytes) {
        int at = 0;
        if (afterReturn && bytes.length > 0) {
            at = bytes[0] == '\n' ? 1 : 0;
            afterReturn = false;
        }
        while (at < bytes.length) {
            int end = lineEnd(bytes, at);
            if (end == bytes.length) {
                keep(bytes, at, end);
                return;
            }
            complete(bytes, at, end);
            at = end + 1;
            if (bytes[end] == '\r') {
                afterReturn = at == bytes.length;
                at += !afterReturn && bytes[at] == '\n' ? 1 : 0;
            }
        }
    }

    private static int lineEnd(byte[] bytes, int from) {
        int i = from;
        while (i < bytes.length && bytes[i] != '\n' && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    private void keep(byte[] bytes, int from, int to) {
        comment |= lineLength == 0 && bytes[from] == ':';
        if (comment) {
            return;
        }
        int length = lineLength + to - from;
        requireRoom(length - LABEL);
        line = grown(line, length);
        System.arraycopy(bytes, from, line, lineLength, to - from);
        lineLength = length;
    }

    private void complete(byte[] bytes, int from, int to) {
        if (comment) {
            comment = false;
            return;
        }
        if (lineLength == 0) {
            line(bytes, from, to);
            return;
        }
        int length = lineLength + to - from;
        requireRoom(length - LABEL);
        byte[] whole = Arrays.copyOf(line, length);
        System.arraycopy(bytes, from, whole, lineLength, to - from);
        line = NOTHING;
        lineLength = 0;
        line(whole, 0, length);
    }

    private void line(byte[] bytes, int begin, int to) {
        int from = begin;
        if (!begun) {
            begun = true;
            from += startsWithMark(bytes, from, to) ? 3 : 0;
        }
        if (from == to) {
            dispatch();
            return;
        }
        int colon = from;
        while (colon < to && bytes[colon] != ':') {
            colon++;
        }
        int value = Math.min(colon + 1, to);
        value += value < to && bytes[value] == ' ' ? 1 : 0;
        field(bytes, from, colon - from, value, to);
    }

    private void field(byte[] bytes, int from, int nameLength, int value, int to) {
        if (is("data", bytes, from, nameLength)) {
            data(bytes, value, to);
        } else if (is("event", bytes, from, nameLength)) {
            String said = text(bytes, value, to);
            type = said.isEmpty() ? DEFAULT_TYPE : said;
        } else if (is("id", bytes, from, nameLength)) {
            String said = text(bytes, value, to);
            nextId = said.indexOf('\0') < 0 && said.length() <= MAX_ID ? said : nextId;
        } else if (is("retry", bytes, from, nameLength)) {
            retry(bytes, value, to);
        }
    }

    private void data(byte[] bytes, int from, int to) {
        RawJson first = data;
        if (first == null && joinedLength == 0) {
            requireRoom(to - from);
            data = RawJson.view(bytes, from, to);
            return;
        }
        if (first != null) {
            data = null;
            append(first.toBytes(), 0, first.length());
        }
        append(new byte[] {'\n'}, 0, 1);
        append(bytes, from, to);
    }

    private void append(byte[] bytes, int from, int to) {
        int length = joinedLength + to - from;
        joined = grown(joined, length);
        System.arraycopy(bytes, from, joined, joinedLength, to - from);
        joinedLength = length;
        requireRoom(0);
    }

    private void dispatch() {
        RawJson whole = data != null ? data : RawJson.view(joined, 0, joinedLength);
        String named = type;
        data = null;
        joined = NOTHING;
        joinedLength = 0;
        type = DEFAULT_TYPE;
        if (nextId != null) {
            lastId = nextId.isEmpty() ? null : nextId;
        }
        if (whole.length() > 0) {
            listener.event(named, whole);
        }
    }

    private void retry(byte[] bytes, int from, int to) {
        long millis = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9') {
                return;
            }
            millis = Math.min(millis * 10 + bytes[i] - '0', Integer.MAX_VALUE);
        }
        retry = to > from ? OptionalLong.of(millis) : retry;
    }

    private void requireRoom(int more) {
        RawJson first = data;
        long held = (long) joinedLength + (first == null ? 0 : first.length()) + more;
        if (held > maxEvent) {
            throw new WireException(
                    WireException.Kind.TOO_LARGE, "An event is larger than the bound of " + maxEvent + " bytes.");
        }
    }

    private static byte[] grown(byte[] bytes, int length) {
        return length <= bytes.length ? bytes : Arrays.copyOf(bytes, Math.max(length, Math.max(256, bytes.length * 2)));
    }

    private static boolean is(String name, byte[] bytes, int from, int length) {
        if (length != name.length()) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (bytes[from + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean startsWithMark(byte[] bytes, int from, int to) {
        return to - from >= 3
                && bytes[from] == (byte) 0xEF
                && bytes[from + 1] == (byte) 0xBB
                && bytes[from + 2] == (byte) 0xBF;
    }

    private static String text(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
