package dev.sluice.config;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Texts in which <code>{name}</code> stands for an argument of a tool; <code>{name.member}</code> for a member of one.
 */
final class TemplateText {
    static final String MEND = "write it as /items/{id}, percent-encoded where a character does not belong in a path";

    private static final String NAME = "[A-Za-z_$][A-Za-z0-9_$-]*";
    private static final Pattern PLACE = Pattern.compile("\\{(" + NAME + "(?:\\." + NAME + ")*)}");

    /** What RFC 3986 has in a path. */
    private static final Pattern LITERAL = Pattern.compile("(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*");

    private static final int LONGEST = 2048;

    private TemplateText() {}

    /** The arguments that the text names, with their members, in order. */
    static List<String> names(String text) {
        return PLACE.matcher(text).results().map(place -> place.group(1)).toList();
    }

    /** Whether nothing of the text but its arguments can be read into it: what shows no secret. */
    static boolean isOnlyPlaces(String text) {
        return PLACE.matcher(text).replaceAll("").isEmpty();
    }

    /** The path itself, when it is one whose structure no argument can change. */
    static String path(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
        }
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("does not begin with a slash");
        }
        // Something in place of each argument, so that /{a}./ is not taken for /./
        String literal = PLACE.matcher(text).replaceAll("x");
        if (literal.contains("{") || literal.contains("}")) {
            throw new IllegalArgumentException("holds a brace that encloses no name of an argument");
        }
        if (literal.contains("?") || literal.contains("#")) {
            throw new IllegalArgumentException("holds ? or #, and parameters belong in query");
        }
        if (!LITERAL.matcher(literal).matches()) {
            throw new IllegalArgumentException("holds a character that does not belong in a path");
        }
        if (List.of(literal.split("/", -1)).stream().anyMatch(TemplateText::isDots)) {
            throw new IllegalArgumentException("holds a segment . or ..");
        }
        return text;
    }

    private static boolean isDots(String segment) {
        String plain = segment.replaceAll("(?i)%2e", ".");
        return plain.equals(".") || plain.equals("..");
    }
}
