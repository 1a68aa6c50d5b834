package dev.sluice.ledger;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Bytes that grow at their end, numbers in network order. Without the lock that the streams of the JDK take for each
 * write: a record has two dozen fields. Not thread-safe.
 */
final class ByteWriter {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final char LAST_ASCII = 0x7F;

    private byte[] bytes;
    private int length;

    ByteWriter(int room) {
        this.bytes = new byte[room];
    }

    void clear() {
        length = 0;
    }

    void one(byte value) {
        room(1);
        bytes[length++] = value;
    }

    void int16(int value) {
        room(Short.BYTES);
        length += Short.BYTES;
        setInt16(length - Short.BYTES, value);
    }

    /** Changes what has been written already. */
    void setInt16(int position, int value) {
        bytes[position] = (byte) (value >> Byte.SIZE);
        bytes[position + 1] = (byte) value;
    }

    void int32(int value) {
        room(Integer.BYTES);
        INT.set(bytes, length, value);
        length += Integer.BYTES;
    }

    void int64(long value) {
        room(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    void all(byte[] value) {
        all(value, 0, value.length);
    }

    void all(byte[] from, int begin, int count) {
        room(count);
        System.arraycopy(from, begin, bytes, length, count);
        length += count;
    }

    /**
     * Appends a text of ASCII without NUL, with its length in four bytes in front.
     *
     * @return false when the text is none such; then nothing was appended
     */
    boolean plain(String text) {
        int count = text.length();
        room(Integer.BYTES + count);
        byte[] to = bytes;
        int at = length + Integer.BYTES;
        for (int i = 0; i < count; i++) {
            char c = text.charAt(i);
            // One comparison for both bounds: 0 becomes the largest.
            if ((char) (c - 1) >= LAST_ASCII) {
                return false;
            }
            to[at + i] = (byte) c;
        }
        INT.set(to, length, count);
        length = at + count;
        return true;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    int int32At(int position) {
        return (int) INT.get(bytes, position);
    }

    long int64At(int position) {
        return (long) LONG.get(bytes, position);
    }

    /** What has been written; changes with the next write. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    /** How much is allocated. */
    int capacity() {
        return bytes.length;
    }

    byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
