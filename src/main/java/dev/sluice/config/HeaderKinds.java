package dev.sluice.config;

import dev.sluice.config.Written.Form;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Kinds of names and values of HTTP headers. */
final class HeaderKinds {
    /** A token of RFC 9110. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");

    private static final int LONGEST_VALUE = 8192;
    private static final int MOST_HEADERS = 64;

    /** What the gateway or the connection itself says. */
    private static final Set<String> TAKEN = Set.of(
            "accept",
            "connection",
            "content-length",
            "content-type",
            "expect",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private HeaderKinds() {}

    /** Headers whose values are secrets. */
    static Kind<Map<String, Secret>> secrets() {
        return new MapKind<>(
                NAME,
                new ScalarKind<>(Form.TEXT, text -> new Secret(value(text)), "", ignored -> "***", schema()),
                MOST_HEADERS);
    }

    /** Headers with templates in their values, which no message shows either. */
    static Kind<Map<String, String>> templates() {
        return new MapKind<>(
                NAME, new ScalarKind<>(Form.TEXT, HeaderKinds::value, "", ignored -> "***", schema()), MOST_HEADERS);
    }

    /** Whether no configuration may set a header of that name. */
    static boolean isTaken(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return TAKEN.contains(lower) || lower.startsWith("mcp-");
    }

    private static String value(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
        if (text.length() > LONGEST_VALUE) {
            throw new IllegalArgumentException("is longer than " + LONGEST_VALUE + " characters");
        }
        if (text.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException("holds a character that is not visible ASCII");
        }
        if (!text.equals(text.strip())) {
            throw new IllegalArgumentException("begins or ends with a space");
        }
        return text;
    }

    private static Map<String, Object> schema() {
        return Map.of("type", "string", "minLength", 1, "maxLength", LONGEST_VALUE);
    }
}
