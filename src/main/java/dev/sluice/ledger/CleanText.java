package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Makes records storable the same way everywhere: microseconds (what both databases keep), no NUL and no lone
 * surrogates (PostgreSQL refuses them), no field longer than {@link #MAX_LENGTH}.
 */
final class CleanText {
    /** Longest text field kept, in UTF-16 units; the rest is cut and marked with an ellipsis. */
    static final int MAX_LENGTH = 1_024;

    private static final char REPLACEMENT = '\uFFFD';

    private CleanText() {}

    static AuditRecord clean(AuditRecord entry) {
        return new AuditRecord(
                entry.at().truncatedTo(ChronoUnit.MICROS),
                required(entry.kind()),
                required(entry.requestId()),
                clean(entry.principal()),
                required(entry.address()),
                clean(entry.method()),
                clean(entry.target()),
                clean(entry.provider()),
                required(entry.outcome()),
                entry.durationMicros(),
                clean(entry.revision()),
                clean(entry.detail()));
    }

    static @Nullable String clean(@Nullable String text) {
        return text == null ? null : required(text);
    }

    private static String required(String text) {
        if (text.length() <= MAX_LENGTH && isStorable(text)) {
            return text;
        }
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

    private static boolean isStorable(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // One comparison for nearly every character there is: 0 becomes the largest.
            if ((char) (c - 1) >= Character.MIN_SURROGATE - 1 && (c == 0 || Character.isSurrogate(c))) {
                return false;
            }
        }
        return true;
    }
}
