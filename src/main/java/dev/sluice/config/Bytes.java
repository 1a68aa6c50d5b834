package dev.sluice.config;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A size.
 *
 * @param count bytes, not negative
 */
public record Bytes(long count) {
    private static final Pattern FORM = Pattern.compile("([0-9]{1,15})(B|KiB|MiB|GiB)");
    private static final long STEP = 1024;

    public Bytes {
        if (count < 0) {
            throw new IllegalArgumentException("is negative");
        }
    }

    public static Bytes kib(long n) {
        return new Bytes(n * STEP);
    }

    public static Bytes mib(long n) {
        return new Bytes(n * STEP * STEP);
    }

    /**
     * Reads a size as people write it: {@code 512B}, {@code 64KiB}, {@code 1MiB}, {@code 2GiB}.
     *
     * @throws IllegalArgumentException when the text is not of that form or too large for a {@code long}
     */
    public static Bytes parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is not a size");
        }
        long unit = switch (matcher.group(2)) {
            case "B" -> 1;
            case "KiB" -> STEP;
            case "MiB" -> STEP * STEP;
            default -> STEP * STEP * STEP;
        };
        try {
            return new Bytes(Math.multiplyExact(Long.parseLong(matcher.group(1)), unit));
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("is too large for a size", e);
        }
    }

    /** The size in its largest whole unit, in the form that {@link #parse} reads. */
    @Override
    public String toString() {
        String[] units = {"B", "KiB", "MiB", "GiB"};
        long rest = count;
        int unit = 0;
        while (rest > 0 && rest % STEP == 0 && unit < units.length - 1) {
            rest /= STEP;
            unit++;
        }
        return rest + units[unit];
    }
}
