package dev.sluice.provider.rest;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Percent-encoding that leaves nothing of a value that could mean something in a URI (RFC 3986, 2.3). */
final class Encoding {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();
    private static final String UNRESERVED = "-._~";
    /** What a path may hold besides letters and digits, the percent sign included (RFC 3986, 3.3). */
    private static final String IN_PATH = UNRESERVED + "/!$&'()*+,;=:@%";

    private Encoding() {}

    /** Everything but letters, digits and {@code -._~} encoded. */
    static String strict(String name, String text) throws BadArgumentException {
        return encoded(utf8(name, text), UNRESERVED);
    }

    /** A path of the configuration, in which what is encoded already stays so. */
    static String path(String text) {
        return encoded(StandardCharsets.UTF_8.encode(text), IN_PATH);
    }

    private static String encoded(ByteBuffer bytes, String kept) {
        StringBuilder out = new StringBuilder(bytes.remaining() + 16);
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            char c = (char) (next & 0xff);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (plain || kept.indexOf(c) >= 0) {
                out.append(c);
            } else {
                out.append('%').append(HEX.toHexDigits(next));
            }
        }
        return out.toString();
    }

    private static ByteBuffer utf8(String name, String text) throws BadArgumentException {
        try {
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
        } catch (CharacterCodingException e) {
            throw new BadArgumentException("\"" + name + "\" holds half a character.");
        }
    }
}
