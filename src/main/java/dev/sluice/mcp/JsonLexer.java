package dev.sluice.mcp;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The scalar values of JSON text: each method is given where something begins and says where it ends, or fails.
 *
 * <p>Strings are looked at eight bytes at a time until one needs a closer look: a quote, a backslash, a control
 * character or one that is not ASCII.
 */
final class JsonLexer {
    static final byte[] TRUE = RpcWriter.ascii("true");
    static final byte[] FALSE = RpcWriter.ascii("false");
    static final byte[] NULL = RpcWriter.ascii("null");

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int MAX_NUMBER =
            JsonCodec.FACTORY.streamReadConstraints().getMaxNumberLength();
    private static final long EACH = 0x0101_0101_0101_0101L;
    private static final long HIGH = EACH << 7;
    private static final boolean[] SHORT_ESCAPE = new boolean[128];
    private static final int NONE = -1;

    static {
        for (byte letter : RpcWriter.ascii("\"\\/bfnrt")) {
            SHORT_ESCAPE[letter] = true;
        }
    }

    private final byte[] bytes;
    private final int from;
    private final int to;
    private int escapes;

    JsonLexer(byte[] bytes, int from, int to) {
        this.bytes = bytes;
        this.from = from;
        this.to = to;
    }

    byte[] bytes() {
        return bytes;
    }

    /** How many escapes the strings had so far. */
    int escapes() {
        return escapes;
    }

    /** The byte at a place, negative when it is not ASCII or behind the end. */
    int peek(int at) {
        return at < to ? bytes[at] : NONE;
    }

    /** Passes white space. */
    int space(int at) {
        int i = at;
        while (i < to) {
            byte b = bytes[i];
            if (b > ' ' || (b != ' ' && b != '\n' && b != '\r' && b != '\t')) {
                return i;
            }
            i++;
        }
        return i;
    }

    /** Where the value begins when it begins with this byte; fails with {@code otherwise} when it is of another kind. */
    int begin(char opening, String otherwise) throws MalformedJsonException {
        int at = space(from);
        if (peek(at) == opening) {
            return at;
        }
        if (at < to && "{[\"-0123456789tfn".indexOf(bytes[at]) < 0) {
            boolean mark = to - at > 2 && bytes[at] == (byte) 0xEF && bytes[at + 1] == (byte) 0xBB;
            throw malformed(at, mark ? "a byte order mark is not allowed" : "a value is expected");
        }
        throw new MalformedJsonException(otherwise);
    }

    void requireEnd(int at) throws MalformedJsonException {
        int i = space(at);
        if (i < to) {
            throw new MalformedJsonException("longer than one JSON value; more begins at byte " + (i - from));
        }
    }

    /** Passes a string whose opening quote has been passed. */
    int string(int at) throws MalformedJsonException {
        int i = at;
        while (true) {
            if (i + Long.BYTES <= to) {
                long special = special((long) LONGS.get(bytes, i));
                if (special == 0) {
                    i += Long.BYTES;
                    continue;
                }
                i += Long.numberOfTrailingZeros(special) >>> 3;
            }
            int b = peek(i);
            if (b == '"') {
                return i + 1;
            }
            if (b == '\\') {
                i = escape(i);
            } else if (b >= ' ') {
                i++;
            } else {
                i = unusual(i);
            }
        }
    }

    /** Passes a number; the digits alone count for its length. */
    int number(int at) throws MalformedJsonException {
        int i = bytes[at] == '-' ? at + 1 : at;
        if (peek(i) == '0') {
            i++;
            if (isDigit(peek(i))) {
                throw malformed(i, "a number cannot begin with 0");
            }
        } else {
            i = digits(i);
        }
        if (peek(i) == '.') {
            i = digits(i + 1);
        }
        if ((peek(i) | 0x20) == 'e') {
            int sign = peek(i + 1);
            i = digits(sign == '+' || sign == '-' ? i + 2 : i + 1);
        }
        if (i - at > MAX_NUMBER) {
            requireShort(at, i);
        }
        return i;
    }

    int literal(int at, byte[] word) throws MalformedJsonException {
        for (int i = 0; i < word.length; i++) {
            if (peek(at + i) != word[i]) {
                throw malformed(at + i, "a value is expected");
            }
        }
        return at + word.length;
    }

    MalformedJsonException malformed(int at, String expected) {
        return new MalformedJsonException(
                "not valid JSON, at byte " + (at - from) + ": " + (at < to ? expected : "it ends too early"));
    }

    MalformedJsonException failure(String what, int at) {
        return new MalformedJsonException(what + ", at byte " + (at - from));
    }

    static int hexDigit(int b) {
        if (isDigit(b)) {
            return b - '0';
        }
        int letter = b | 0x20;
        return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : NONE;
    }

    /**
     * Has the high bit of the first byte that is special; bits of later bytes may be wrong. A subtraction borrows from
     * the next byte only where the byte is special itself.
     */
    private static long special(long word) {
        long quote = (word ^ (EACH * '"')) - EACH;
        long backslash = (word ^ (EACH * '\\')) - EACH;
        long control = word - EACH * ' ';
        return (quote | backslash | control | word) & HIGH;
    }

    private int unusual(int at) throws MalformedJsonException {
        if (at >= to) {
            throw malformed(at, "");
        }
        if (bytes[at] >= 0) {
            throw malformed(at, "a control character in a string must be escaped");
        }
        int i = at;
        do {
            i = isTwoBytes(i) ? i + 2 : sequence(i);
        } while (i < to && bytes[i] < 0);
        return i;
    }

    private int escape(int at) throws MalformedJsonException {
        escapes++;
        int b = peek(at + 1);
        if (b > 0 && SHORT_ESCAPE[b]) {
            return at + 2;
        }
        if (b != 'u') {
            throw malformed(at + 1, "there is no such escape");
        }
        return fourDigits(at + 2);
    }

    private int fourDigits(int at) throws MalformedJsonException {
        for (int i = at; i < at + 4; i++) {
            if (hexDigit(peek(i)) < 0) {
                throw malformed(i, "four hexadecimal digits are expected");
            }
        }
        return at + 4;
    }

    /** The most frequent case of {@link #sequence}. */
    private boolean isTwoBytes(int at) {
        byte lead = bytes[at];
        return lead >= (byte) 0xC2 && lead < (byte) 0xE0 && at + 1 < to && bytes[at + 1] < (byte) 0xC0;
    }

    /** Passes one character of two to four bytes (RFC 3629, section 4: the table of well-formed sequences). */
    private int sequence(int at) throws MalformedJsonException {
        int lead = bytes[at] & 0xFF;
        int second = peek(at + 1) & 0xFF;
        boolean fits;
        int length;
        if (lead < 0xE0) {
            length = 2;
            fits = lead >= 0xC2;
        } else if (lead < 0xF0) {
            length = 3;
            fits = (lead != 0xE0 || second >= 0xA0) && (lead != 0xED || second < 0xA0);
        } else {
            length = 4;
            fits = lead <= 0xF4 && (lead != 0xF0 || second >= 0x90) && (lead != 0xF4 || second < 0x90);
        }
        for (int i = 1; i < length; i++) {
            fits &= at + i < to && (bytes[at + i] & 0xC0) == 0x80;
        }
        if (!fits) {
            throw failure("not UTF-8", at);
        }
        return at + length;
    }

    private int digits(int at) throws MalformedJsonException {
        int i = at;
        while (isDigit(peek(i))) {
            i++;
        }
        if (i == at) {
            throw malformed(at, "a digit is expected");
        }
        return i;
    }

    private void requireShort(int at, int end) throws MalformedJsonException {
        int digits = 0;
        for (int i = at; i < end; i++) {
            digits += isDigit(bytes[i]) ? 1 : 0;
        }
        if (digits > MAX_NUMBER) {
            throw failure("not acceptable: a number has more than " + MAX_NUMBER + " digits", at);
        }
    }

    private static boolean isDigit(int b) {
        return b >= '0' && b <= '9';
    }
}
