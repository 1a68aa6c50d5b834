package dev.sluice.mcp;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes JSON-RPC 2.0 answers, each in one buffer. Values that are relayed keep their bytes. Thread-safe. */
public final class RpcWriter {
    private static final byte[] ID = ascii("{\"jsonrpc\":\"2.0\",\"id\":");
    private static final byte[] NO_ID = ascii("{\"jsonrpc\":\"2.0\"");
    private static final byte[] RESULT = ascii(",\"result\":");
    private static final byte[] ERROR = ascii(",\"error\":{\"code\":");
    private static final byte[] MESSAGE = ascii(",\"message\":");
    private static final byte[] DATA = ascii(",\"data\":");

    /** What stands for an id that could not be read. */
    public enum MissingId {
        /** {@code "id":null}, as JSON-RPC and revisions before 2025-11-25 want it. */
        NULL,
        /** No member at all, as the schemas since 2025-11-25 want it. */
        OMITTED
    }

    private RpcWriter() {}

    /** {@code {"jsonrpc":"2.0","id":…,"result":…}} */
    public static Buffer result(RequestId id, RawJson result) {
        RawJson raw = id.raw();
        Buffer out = Buffer.buffer(ID.length + raw.length() + RESULT.length + result.length() + 1);
        out.appendBytes(ID);
        raw.appendTo(out);
        out.appendBytes(RESULT);
        return result.appendTo(out).appendByte((byte) '}');
    }

    /** {@code {"jsonrpc":"2.0","id":…,"error":{"code":…,"message":…,"data":…}}} */
    public static Buffer error(
            @Nullable RequestId id, MissingId missing, int code, String message, @Nullable RawJson data) {
        Buffer out = Buffer.buffer(256 + (data == null ? 0 : data.length()));
        if (id != null) {
            out.appendBytes(ID);
            id.raw().appendTo(out);
        } else if (missing == MissingId.NULL) {
            out.appendBytes(ID);
            RawJson.NULL.appendTo(out);
        } else {
            out.appendBytes(NO_ID);
        }
        out.appendBytes(ERROR).appendString(Integer.toString(code));
        out.appendBytes(MESSAGE).appendString(JsonCodec.quote(message));
        if (data != null) {
            data.appendTo(out.appendBytes(DATA));
        }
        return out.appendString("}}");
    }

    /** {@code {"jsonrpc":"2.0","method":…,"params":…}} */
    public static Buffer notification(String method, RawJson params) {
        Buffer out = Buffer.buffer(48 + method.length() + params.length());
        out.appendBytes(NO_ID).appendString(",\"method\":\"" + method + "\",\"params\":");
        return params.appendTo(out).appendByte((byte) '}');
    }

    /** {@code {"jsonrpc":"2.0","id":…,"method":…,"params":…}}: a request of ours to a client of an old revision. */
    public static Buffer request(RawJson id, String method, RawJson params) {
        Buffer out = Buffer.buffer(64 + id.length() + method.length() + params.length());
        out.appendBytes(ID);
        id.appendTo(out).appendString(",\"method\":\"" + method + "\",\"params\":");
        return params.appendTo(out).appendByte((byte) '}');
    }

    static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
