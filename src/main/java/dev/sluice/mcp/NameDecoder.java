package dev.sluice.mcp;

/** Writes a member name that has escapes as plain UTF-8, which is never longer. */
final class NameDecoder {
    private NameDecoder() {}

    /**
     * Decodes {@code [from, to)} of a text that has been checked.
     *
     * @return where the name ends in {@code out}
     * @throws MalformedJsonException when it has half a surrogate pair, which no UTF-8 can say
     */
    static int decode(JsonLexer lexer, int from, int to, byte[] out, int at) throws MalformedJsonException {
        byte[] text = lexer.bytes();
        int end = at;
        int i = from;
        while (i < to) {
            byte b = text[i];
            if (b != '\\') {
                out[end++] = b;
                i++;
            } else if (text[i + 1] != 'u') {
                out[end++] = plain(text[i + 1]);
                i += 2;
            } else {
                int c = unit(text, i);
                if (Character.isSurrogate((char) c)) {
                    c = pair(lexer, i, to, (char) c);
                }
                end = encode(c, out, end);
                i += c < Character.MIN_SUPPLEMENTARY_CODE_POINT ? 6 : 12;
            }
        }
        return end;
    }

    private static int pair(JsonLexer lexer, int at, int to, char high) throws MalformedJsonException {
        byte[] text = lexer.bytes();
        if (Character.isHighSurrogate(high) && at + 12 <= to && text[at + 6] == '\\' && text[at + 7] == 'u') {
            char low = (char) unit(text, at + 6);
            if (Character.isLowSurrogate(low)) {
                return Character.toCodePoint(high, low);
            }
        }
        throw lexer.malformed(at, "a member name has half a surrogate pair");
    }

    private static int unit(byte[] text, int at) {
        int c = 0;
        for (int i = at + 2; i < at + 6; i++) {
            c = (c << 4) | JsonLexer.hexDigit(text[i]);
        }
        return c;
    }

    private static byte plain(byte letter) {
        return switch (letter) {
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> letter;
        };
    }

    private static int encode(int c, byte[] out, int at) {
        int i = at;
        if (c < 0x80) {
            out[i++] = (byte) c;
            return i;
        }
        if (c < 0x800) {
            out[i++] = (byte) (0xC0 | (c >> 6));
        } else {
            if (c < 0x10000) {
                out[i++] = (byte) (0xE0 | (c >> 12));
            } else {
                out[i++] = (byte) (0xF0 | (c >> 18));
                out[i++] = (byte) (0x80 | ((c >> 12) & 0x3F));
            }
            out[i++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        }
        out[i++] = (byte) (0x80 | (c & 0x3F));
        return i;
    }
}
