package dev.sluice.mcp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The member names of the objects that are open, innermost last, to find out when an object closes whether it has one
 * twice. Names are compared as they read, not as they are spelled: {@code "a"} is {@code "\}{@code u0061"}.
 *
 * <p>Few names are compared each with each, by length and last bytes first. Many go into a table with a secret hash, so
 * that nobody can choose names that make it slow.
 */
final class MemberNames {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_NAME =
            JsonCodec.FACTORY.streamReadConstraints().getMaxNameLength();
    private static final int FEW = 16;

    private final JsonLexer lexer;
    private final byte[] text;
    private long[] tails = new long[FEW];
    /**
     * Upper half: where a name begins in the text; for one with escapes ~ of where it begins in {@link #decoded}. Lower
     * half: its length.
     */
    private long[] places = new long[FEW];

    private int count;
    /** Names that had escapes, each behind four bytes that say where it is in the text. */
    private byte[] decoded = {};

    private int decodedEnd;
    private int[] table = {};

    MemberNames(JsonLexer lexer) {
        this.lexer = lexer;
        this.text = lexer.bytes();
    }

    /** What {@link #requireDistinct} needs to know which names are those of the object that opens here. */
    int mark() {
        return count;
    }

    /** Adds the name at this place of the text. */
    void add(int from, int to, boolean escaped) throws MalformedJsonException {
        int start = from;
        int length = to - from;
        if (escaped) {
            start = decode(from, to);
            length = decodedEnd + start + 1;
        }
        if (length > MAX_NAME) {
            throw lexer.failure("not acceptable: a member name is longer than " + MAX_NAME + " bytes", from - 1);
        }
        if (count == tails.length) {
            tails = Arrays.copyOf(tails, count * 2);
            places = Arrays.copyOf(places, count * 2);
        }
        tails[count] = escaped ? tail(decoded, ~start, length) : tail(text, from, length);
        places[count++] = ((long) start << 32) | length;
    }

    /** The name added last. */
    String last() {
        int i = count - 1;
        return KnownWords.text(array(i), offset(i), length(i), tails[i]);
    }

    /** Fails when a name occurs twice since the mark, and forgets those names. */
    void requireDistinct(int mark) throws MalformedJsonException {
        int twice = count - mark <= FEW ? firstTwiceOfFew(mark) : firstTwiceOfMany(mark);
        if (twice >= 0) {
            int start = start(twice);
            int at = start >= 0 ? start : (int) INTS.get(decoded, ~start - Integer.BYTES);
            throw lexer.failure("ambiguous: a member name occurs twice in one object", at - 1);
        }
        count = mark;
    }

    /** The last eight bytes of a name, or all that it has; two names of one length up to eight are equal if these are. */
    static long tail(byte[] bytes, int from, int length) {
        int end = from + length;
        if (end >= Long.BYTES && length > 0) {
            long word = (long) LONGS.get(bytes, end - Long.BYTES);
            return length >= Long.BYTES ? word : word >>> (Long.SIZE - Byte.SIZE * length);
        }
        long tail = 0;
        for (int i = end - 1; i >= from; i--) {
            tail = (tail << Byte.SIZE) | (bytes[i] & 0xFF);
        }
        return tail;
    }

    private int firstTwiceOfFew(int mark) {
        for (int i = mark + 1; i < count; i++) {
            for (int j = mark; j < i; j++) {
                if (tails[i] == tails[j] && isSame(i, j)) {
                    return i;
                }
            }
        }
        return -1;
    }

    private int firstTwiceOfMany(int mark) {
        int size = Integer.highestOneBit(count - mark) * 4;
        if (table.length < size) {
            table = new int[size];
        } else {
            Arrays.fill(table, 0, size, 0);
        }
        for (int i = mark; i < count; i++) {
            int slot = (int) NameHash.of(array(i), offset(i), length(i)) & (size - 1);
            while (table[slot] != 0) {
                int j = table[slot] - 1;
                if (tails[i] == tails[j] && isSame(i, j)) {
                    return i;
                }
                slot = (slot + 1) & (size - 1);
            }
            table[slot] = i + 1;
        }
        return -1;
    }

    /** Whether two names with the same tail are the same. */
    private boolean isSame(int i, int j) {
        int length = length(i);
        if (length != length(j)) {
            return false;
        }
        int a = offset(i);
        int b = offset(j);
        int rest = length - Long.BYTES;
        return rest <= 0 || Arrays.equals(array(i), a, a + rest, array(j), b, b + rest);
    }

    private int start(int i) {
        return (int) (places[i] >> 32);
    }

    private int length(int i) {
        return (int) places[i];
    }

    private int offset(int i) {
        int start = start(i);
        return start >= 0 ? start : ~start;
    }

    private byte[] array(int i) {
        return start(i) >= 0 ? text : decoded;
    }

    private int decode(int from, int to) throws MalformedJsonException {
        int begin = decodedEnd + Integer.BYTES;
        int room = begin + to - from;
        if (room > decoded.length) {
            decoded = Arrays.copyOf(decoded, Math.max(room, decoded.length * 2));
        }
        INTS.set(decoded, decodedEnd, from);
        decodedEnd = NameDecoder.decode(lexer, from, to, decoded, begin);
        return ~begin;
    }
}
