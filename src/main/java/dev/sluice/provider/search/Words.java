package dev.sluice.provider.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Takes texts and names apart into words: {@code listPullRequests} and {@code list_pull_requests} have the same. */
final class Words {
    /** Words of one text that count. */
    static final int MAX = 400;

    private static final int SHORT = 3;

    private Words() {}

    /** The words in order, in lower case, plurals as singulars. */
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= text.length() && words.size() < MAX; i++) {
            boolean inside = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
            boolean hump = inside && i > from && isHump(text, i);
            if (!inside || hump) {
                if (i > from) {
                    words.add(plain(text.substring(from, i)));
                }
                from = inside ? i : i + 1;
            }
        }
        return words;
    }

    /** Whether a word begins within letters: {@code aB}, and the last capital of {@code ABc}. */
    private static boolean isHump(String text, int at) {
        char here = text.charAt(at);
        if (!Character.isUpperCase(here)) {
            return false;
        }
        boolean afterSmall = !Character.isUpperCase(text.charAt(at - 1));
        boolean beforeSmall = at + 1 < text.length() && Character.isLowerCase(text.charAt(at + 1));
        return afterSmall || beforeSmall;
    }

    private static String plain(String word) {
        String lower = word.toLowerCase(Locale.ROOT);
        return lower.length() > SHORT && lower.endsWith("s") && !lower.endsWith("ss")
                ? lower.substring(0, lower.length() - 1)
                : lower;
    }
}
