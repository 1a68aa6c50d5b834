package dev.sluice.telemetry;

import com.fasterxml.jackson.core.io.JsonStringEncoder;

/** Text on its way into a log line: cut to a bound, without secrets, unable to begin a line of its own. */
final class LineText {
    /** Longest message or value, in UTF-16 units. */
    static final int MAX_LENGTH = 4_096;

    /** Longest stack trace. */
    static final int MAX_STACK = 16_384;

    private LineText() {}

    static String safe(String text, int most) {
        if (text.length() <= most) {
            return Redaction.redact(text);
        }
        return Redaction.redact(text.substring(0, most)) + "… (" + (text.length() - most) + " more)";
    }

    static void json(StringBuilder out, String text) {
        out.append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, out);
        out.append('"');
    }

    /** With every character escaped that a terminal or a line reader would act upon. */
    static void plain(StringBuilder out, String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029' || isDirection(c)) {
                        out.append("\\u").append(hex(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
    }

    /** Characters that turn the reading direction can make a line look like another one. */
    private static boolean isDirection(char c) {
        return (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
    }

    private static String hex(char c) {
        return java.util.HexFormat.of().toHexDigits(c);
    }
}
