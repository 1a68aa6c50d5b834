package dev.sluice.ledger;

/**
 * Makes texts storable the same way everywhere: no NUL and no lone surrogates (PostgreSQL refuses them), none longer
 * than {@link #MAX_LENGTH}.
 */
final class CleanText {
    /** Longest text kept, in UTF-16 units; the rest is cut and marked with an ellipsis. */
    static final int MAX_LENGTH = 1_024;

    private static final char REPLACEMENT = '\uFFFD';

    private CleanText() {}

    static String clean(String text) {
        boolean cut = text.length() > MAX_LENGTH;
        StringBuilder out = new StringBuilder(cut ? text.substring(0, MAX_LENGTH - 1) : text);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < out.length() && Character.isLowSurrogate(out.charAt(i + 1))) {
                i++;
            } else if (c == 0 || Character.isSurrogate(c)) {
                out.setCharAt(i, REPLACEMENT);
            }
        }
        return cut ? out.append('…').toString() : out.toString();
    }
}
