package dev.sluice.mcp;

import io.vertx.core.buffer.Buffer;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gives results the shape of a modern revision (2026-07-28, basic/index): {@code resultType} and the server's name in
 * {@code _meta} are spliced in front of what the tool said, whose bytes stay as they are. Thread-safe.
 */
public final class ModernResults {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final byte[] META = RpcWriter.ascii("\"_meta\"");
    private static final byte[] RESULT_TYPE = RpcWriter.ascii("\"resultType\"");
    private static final byte[] ESCAPE = RpcWriter.ascii("\\u00");
    private static final long EACH = 0x0101_0101_0101_0101L;

    private final RawJson serverInfo;
    private final byte[] head;

    /**
     * @param name the server's name
     * @param version the server's version
     */
    public ModernResults(String name, String version) {
        this.serverInfo =
                RawJson.of("{\"name\":" + JsonCodec.quote(name) + ",\"version\":" + JsonCodec.quote(version) + '}');
        this.head = RpcWriter.ascii(
                "{\"resultType\":\"complete\",\"_meta\":{\"" + MetaKeys.SERVER_INFO + "\":" + serverInfo + '}');
    }

    /** {@code {"name":…,"version":…}} */
    public RawJson serverInfo() {
        return serverInfo;
    }

    /**
     * A complete result with all members of {@code result}; {@code _meta} is merged, {@code resultType} replaced.
     *
     * @throws MalformedJsonException when {@code result} is not one JSON object
     */
    public RawJson complete(RawJson result) throws MalformedJsonException {
        if (result.scanned() == null && isPlain(result)) {
            return prefixed(result);
        }
        RawObject object = RawObject.scan(result);
        return object.has("_meta") || object.has("resultType") ? merged(object) : prefixed(object.raw());
    }

    /** A result that is a task (SEP-2663, CreateTaskResult); {@code task} is an object that is not empty. */
    public RawJson task(RawJson task) {
        String members = task.toString();
        return RawJson.of("{\"resultType\":\"task\"," + members.substring(1, members.length() - 1) + ",\"_meta\":{\""
                + MetaKeys.SERVER_INFO + "\":" + serverInfo + "}}");
    }

    /** A result that asks the caller for something. */
    public RawJson inputRequired(@Nullable RawJson inputRequests, @Nullable String requestState) {
        StringBuilder json = new StringBuilder("{\"resultType\":\"input_required\"");
        if (inputRequests != null) {
            json.append(",\"inputRequests\":").append(inputRequests);
        }
        if (requestState != null) {
            json.append(",\"requestState\":").append(JsonCodec.quote(requestState));
        }
        json.append(",\"_meta\":{\"" + MetaKeys.SERVER_INFO + "\":").append(serverInfo);
        return RawJson.of(json.append("}}").toString());
    }

    private RawJson prefixed(RawJson result) {
        int comma = isEmpty(result) ? 0 : 1;
        byte[] bytes = Arrays.copyOf(head, head.length + comma + result.length() - 1);
        bytes[head.length] = ',';
        System.arraycopy(result.array(), result.offset() + 1, bytes, head.length + comma, result.length() - 1);
        return RawJson.view(bytes, 0, bytes.length);
    }

    private RawJson merged(RawObject object) throws MalformedJsonException {
        Buffer out = Buffer.buffer(head.length + object.raw().length() + 1).appendBytes(head, 0, head.length - 1);
        RawJson meta = object.get("_meta");
        if (meta != null && meta.isObject()) {
            RawObject.scan(meta).appendMore(out, name -> !name.equals(MetaKeys.SERVER_INFO));
        }
        out.appendByte((byte) '}');
        object.appendMore(out, name -> !name.equals("resultType") && !name.equals("_meta"));
        return view(out.appendByte((byte) '}'));
    }

    private static RawJson view(Buffer out) {
        byte[] bytes = out.getBytes();
        return RawJson.view(bytes, 0, bytes.length);
    }

    /**
     * Whether it surely has neither {@code _meta} nor {@code resultType}, however they could be spelled: nowhere in it
     * stands either between quotes, or an escape for a letter or an underscore. Each of these begins more than nine
     * bytes before the end, for a value and the closing brace must follow.
     */
    private static boolean isPlain(RawJson result) {
        byte[] bytes = result.array();
        int i = result.offset();
        int to = i + result.length();
        if (result.length() < 2 || bytes[i] != '{' || bytes[to - 1] != '}') {
            return false;
        }
        while (i + Long.BYTES < to) {
            long suspects = suspects((long) LONGS.get(bytes, i), (long) LONGS.get(bytes, i + 1));
            if (suspects == 0) {
                i += Long.BYTES;
                continue;
            }
            i += Long.numberOfTrailingZeros(suspects) >>> 3;
            if (isSuspect(bytes, i, to)) {
                return false;
            }
            i++;
        }
        return true;
    }

    /**
     * Looks at eight bytes and those that follow each for a quote before {@code _} or {@code r} and a backslash before
     * {@code u}. The high bit of the first such byte is set; those of later bytes may be wrong.
     */
    private static long suspects(long word, long next) {
        long quote = word ^ (EACH * '"');
        long meta = quote | (next ^ (EACH * '_'));
        long type = quote | (next ^ (EACH * 'r'));
        long escape = (word ^ (EACH * '\\')) | (next ^ (EACH * 'u'));
        return (((meta - EACH) & ~meta) | ((type - EACH) & ~type) | ((escape - EACH) & ~escape)) & (EACH << 7);
    }

    private static boolean isSuspect(byte[] bytes, int at, int to) {
        return switch (bytes[at]) {
            case '"' -> startsWith(bytes, at, to, META) || startsWith(bytes, at, to, RESULT_TYPE);
            case '\\' -> startsWith(bytes, at, to, ESCAPE) && at + 4 < to && bytes[at + 4] >= '4';
            default -> false;
        };
    }

    /** The first byte has been compared. */
    private static boolean startsWith(byte[] bytes, int at, int to, byte[] word) {
        if (at + word.length > to) {
            return false;
        }
        for (int i = 1; i < word.length; i++) {
            if (bytes[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isEmpty(RawJson object) {
        byte[] bytes = object.array();
        for (int i = object.offset() + 1; i < object.offset() + object.length() - 1; i++) {
            byte b = bytes[i];
            if (b != ' ' && b != '\t' && b != '\n' && b != '\r') {
                return false;
            }
        }
        return true;
    }
}
