package dev.sluice.mcp;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One JSON value kept as the bytes it came in: a view into a UTF-8 array. Number spelling, order, unknown members and
 * explicit nulls survive because nothing is decoded until somebody asks.
 *
 * <p>Immutable as long as nobody writes to the array it was made from; every factory says whether it copies. Safe to
 * share between threads. Two values are equal when their bytes are.
 */
public final class RawJson {
    /** {@code {}} */
    public static final RawJson EMPTY_OBJECT = of("{}");
    /** {@code null} */
    public static final RawJson NULL = of("null");

    private final byte[] bytes;
    private final int from;
    private final int to;
    /** What a scan has found, so that nobody looks at an object twice. */
    private final @Nullable RawObject scanned;

    private RawJson(byte[] bytes, int from, int to) {
        this(bytes, from, to, null);
    }

    /** @param scanned the object that this is, null when that is not known */
    RawJson(byte[] bytes, int from, int to, @Nullable RawObject scanned) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
        this.scanned = scanned;
    }

    /** A view of {@code bytes[from, to)}; does not copy and does not check that it is JSON. */
    public static RawJson view(byte[] bytes, int from, int to) {
        return new RawJson(bytes, from, to);
    }

    /** The given text as JSON; does not check it. */
    public static RawJson of(String json) {
        byte[] utf8 = json.getBytes(StandardCharsets.UTF_8);
        return new RawJson(utf8, 0, utf8.length);
    }

    /** The JSON text of a tree. */
    public static RawJson of(JsonNode tree) {
        try {
            byte[] utf8 = JsonCodec.MAPPER.writeValueAsBytes(tree);
            return new RawJson(utf8, 0, utf8.length);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A JSON string that holds {@code text}. */
    public static RawJson string(String text) {
        return of(JsonCodec.quote(text));
    }

    /** Length in bytes. */
    public int length() {
        return to - from;
    }

    /** The first byte, which tells the kind of value: <code>{ [ " t f n - 0..9</code>. */
    public byte firstByte() {
        return bytes[from];
    }

    public boolean isObject() {
        return length() > 0 && bytes[from] == '{';
    }

    public boolean isString() {
        return length() > 0 && bytes[from] == '"';
    }

    public boolean isNull() {
        return length() == 4 && bytes[from] == 'n';
    }

    /** Appends the bytes to a buffer. */
    public Buffer appendTo(Buffer out) {
        return out.appendBytes(bytes, from, to - from);
    }

    /** A buffer with a copy of the bytes. */
    public Buffer toBuffer() {
        return appendTo(Buffer.buffer(length()));
    }

    /** A copy of the bytes that shares nothing with the message it came from. */
    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** A view of a part of this value; offsets are relative to it. */
    RawJson slice(int begin, int end) {
        return new RawJson(bytes, from + begin, from + end);
    }

    byte[] array() {
        return bytes;
    }

    /** The object that this is, when that has been looked at. */
    @Nullable
    RawObject scanned() {
        return scanned;
    }

    int offset() {
        return from;
    }

    /**
     * The value as a tree, for whoever must look inside.
     *
     * @throws UncheckedIOException when the bytes are not JSON, or hold a number whose exponent no decimal can have
     */
    public JsonNode tree() {
        try {
            JsonNode tree = JsonCodec.MAPPER.readTree(bytes, from, to - from);
            if (tree == null) {
                throw new UncheckedIOException(new IOException("empty"));
            }
            return tree;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NumberFormatException e) {
            throw new UncheckedIOException(new IOException("a number is out of range", e));
        }
    }

    /** The decoded text of a JSON string. */
    public String stringValue() {
        if (!isString()) {
            throw new IllegalStateException("not a JSON string");
        }
        for (int i = from + 1; i < to - 1; i++) {
            if (bytes[i] == '\\') {
                return tree().textValue();
            }
        }
        return new String(bytes, from + 1, to - from - 2, StandardCharsets.UTF_8);
    }

    /** Whether these bytes occur anywhere in it. */
    public boolean contains(byte[] word) {
        int last = to - word.length;
        for (int i = from; i <= last; i++) {
            if (bytes[i] == word[0] && Arrays.equals(bytes, i, i + word.length, word, 0, word.length)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RawJson that && Arrays.equals(bytes, from, to, that.bytes, that.from, that.to);
    }

    @Override
    public int hashCode() {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + bytes[i];
        }
        return hash;
    }

    /** The JSON text. */
    @Override
    public String toString() {
        return new String(bytes, from, to - from, StandardCharsets.UTF_8);
    }
}
