package dev.sluice.catalog;

import java.util.List;

/** Patterns in which {@code *} stands for any characters, none included. Immutable. The time is bounded by the product of both lengths. */
final class NamePatterns {
    private final List<String> patterns;
    private final boolean everything;

    NamePatterns(List<String> patterns) {
        this.patterns = List.copyOf(patterns);
        this.everything = this.patterns.contains("*");
    }

    /** Whether the whole name fits one of them. */
    boolean match(String name) {
        if (everything) {
            return true;
        }
        for (String pattern : patterns) {
            if (matches(pattern, name)) {
                return true;
            }
        }
        return false;
    }

    boolean isEmpty() {
        return patterns.isEmpty();
    }

    /* The last star takes one character more whenever the rest does not fit. */
    private static boolean matches(String pattern, String name) {
        int p = 0;
        int n = 0;
        int star = -1;
        int after = 0;
        while (n < name.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                after = n;
            } else if (p < pattern.length() && pattern.charAt(p) == name.charAt(n)) {
                p++;
                n++;
            } else if (star >= 0) {
                p = star + 1;
                n = ++after;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
