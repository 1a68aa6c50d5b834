package dev.sluice.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts environment variables into values: a name in braces after a dollar sign, with a default after a colon. An empty
 * variable counts as not set. Two dollar signs before the brace stand for a plain one. What is put in is not looked at
 * again.
 */
final class Expansion {
    static final String PATTERN = "\\$\\{[A-Za-z_][A-Za-z0-9_]*(:[^}]*)?\\}";
    private static final Pattern FORM =
            Pattern.compile("\\$(?<plain>\\$)\\{|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)(?::(?<default>[^}]*))?}|\\$\\{");
    private static final int LONGEST = 64 * 1024;

    private final Map<String, String> env;

    Expansion(Map<String, String> env) {
        this.env = env;
    }

    /** Whether there is anything to expand. */
    static boolean isIn(String text) {
        return text.contains("${");
    }

    /** The text with every variable in place. */
    String expand(String text, String where) throws BadValueException {
        Matcher matcher = FORM.matcher(text);
        StringBuilder expanded = new StringBuilder();
        while (matcher.find()) {
            matcher.appendReplacement(expanded, "");
            expanded.append(replacement(matcher, where));
        }
        matcher.appendTail(expanded);
        if (expanded.length() > LONGEST) {
            throw new BadValueException(where, "", "is longer than " + LONGEST + " characters once expanded", "");
        }
        return expanded.toString();
    }

    private String replacement(Matcher matcher, String where) throws BadValueException {
        if (matcher.group("plain") != null) {
            return "${";
        }
        String name = matcher.group("name");
        if (name == null) {
            throw new BadValueException(
                    where, "", "holds a ${ that is neither ${NAME} nor ${NAME:default}", "write $${ for a plain ${");
        }
        String value = env.get(name);
        if (value != null && !value.isEmpty()) {
            return value;
        }
        String fallback = matcher.group("default");
        if (fallback == null) {
            throw new BadValueException(
                    where,
                    "",
                    "needs the environment variable " + name + ", which is not set",
                    "set it, or write ${" + name + ":default}");
        }
        return fallback;
    }
}
