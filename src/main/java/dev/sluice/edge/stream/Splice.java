package dev.sluice.edge.stream;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;

/** Adds members to JSON objects without touching what they hold. */
final class Splice {
    private Splice() {}

    /** The object with one more member in front of the others. */
    static RawJson first(String name, RawJson value, RawJson object) {
        byte[] rest = object.toBytes();
        int from = 1;
        while (from < rest.length && isSpace(rest[from])) {
            from++;
        }
        Buffer out = Buffer.buffer(name.length() + value.length() + rest.length + 8)
                .appendString("{" + JsonCodec.quote(name) + ':');
        value.appendTo(out);
        if (from < rest.length && rest[from] != '}') {
            out.appendByte((byte) ',');
        }
        byte[] bytes = out.appendBytes(rest, from, rest.length - from).getBytes();
        return RawJson.view(bytes, 0, bytes.length);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
