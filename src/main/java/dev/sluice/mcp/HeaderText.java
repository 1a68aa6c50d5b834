package dev.sluice.mcp;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Values of the {@code Mcp-*} headers: optional white space around them does not count (RFC 9110, 5.5), and text that a
 * header cannot hold is wrapped as {@code =?base64?…?=} (2026-07-28, basic/transports, "Header values").
 */
public final class HeaderText {
    private static final String PREFIX = "=?base64?";
    private static final String SUFFIX = "?=";

    private HeaderText() {}

    /** The value without spaces and tabs around it. */
    public static String trim(String value) {
        int from = 0;
        int to = value.length();
        while (from < to && isSpace(value.charAt(from))) {
            from++;
        }
        while (to > from && isSpace(value.charAt(to - 1))) {
            to--;
        }
        return value.substring(from, to);
    }

    /**
     * The text that a header value stands for.
     *
     * @return null when the value opens and closes like a wrapped one but does not hold strict Base64 of UTF-8
     */
    public static @Nullable String decode(String value) {
        String text = trim(value);
        if (text.length() < PREFIX.length() + SUFFIX.length() || !text.startsWith(PREFIX) || !text.endsWith(SUFFIX)) {
            return text;
        }
        String base64 = text.substring(PREFIX.length(), text.length() - SUFFIX.length());
        if (base64.length() % 4 != 0) {
            return null;
        }
        try {
            byte[] utf8 = Base64.getDecoder().decode(base64);
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (IllegalArgumentException | CharacterCodingException e) {
            return null;
        }
    }

    /** A value that {@link #decode} turns back into {@code text}, wrapped only when it has to be. */
    public static String encode(String text) {
        if (isPlain(text)) {
            return text;
        }
        return PREFIX + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)) + SUFFIX;
    }

    private static boolean isPlain(String text) {
        if (text.isEmpty()) {
            return true;
        }
        if (isSpace(text.charAt(0)) || isSpace(text.charAt(text.length() - 1))) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~') {
                return false;
            }
        }
        return !(text.startsWith(PREFIX) && text.endsWith(SUFFIX));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
    }
}
