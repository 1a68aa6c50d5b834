package dev.sluice.edge.stream;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes server-sent events (WHATWG HTML, 9.2.6, "Interpreting an event stream"). Thread-safe. */
final class EventText {
    /** A comment that keeps a connection from looking dead. */
    static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

    private static final byte[] MESSAGE = ascii("event: message\n");
    private static final byte[] ID = ascii("id: ");
    private static final byte[] DATA = ascii("data: ");

    private EventText() {}

    /**
     * A message.
     *
     * @param id names the event for a client that comes back, null when it cannot
     * @param json one JSON text; line breaks in it, which can only be white space, do not survive as they are
     */
    static Buffer message(@Nullable String id, Buffer json) {
        Buffer out = Buffer.buffer(json.length() + 64).appendBytes(MESSAGE);
        if (id != null) {
            out.appendBytes(ID).appendString(id).appendByte((byte) '\n');
        }
        int from = 0;
        int length = json.length();
        for (int i = 0; i < length; i++) {
            byte b = json.getByte(i);
            if (b == '\n' || b == '\r') {
                line(out, json, from, i);
                from = i + 1;
            }
        }
        line(out, json, from, length);
        return out.appendByte((byte) '\n');
    }

    /** The first event of a stream of HTTP+SSE: where its client sends messages to (2024-11-05, transports). */
    static Buffer endpoint(String uri) {
        return Buffer.buffer("event: endpoint\ndata: " + uri + "\n\n");
    }

    /** The first event of a stream: it gives its reader an id to come back with, and no message (2025-11-25, SEP-1699). */
    static Buffer priming(String id, long retryMillis) {
        return Buffer.buffer("id: " + id + "\nretry: " + retryMillis + "\ndata: \n\n");
    }

    private static void line(Buffer out, Buffer json, int from, int to) {
        out.appendBytes(DATA).appendBuffer(json, from, to - from).appendByte((byte) '\n');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
