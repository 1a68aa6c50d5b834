package dev.sluice.mcp;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A URI template with simple expansions only ({@code {name}}, RFC 6570 level 1), read backwards: which URIs fit it, and
 * with which variables. A variable stands for one or more characters other than {@code /}, {@code ?} and {@code #}; the
 * first match from the left is taken, so matching takes linear time and no regular expression. Immutable.
 */
public final class UriTemplate {
    private final String text;
    /** Literal parts; one more than there are variables. */
    private final List<String> literals;

    private final List<String> variables;

    private UriTemplate(String text, List<String> literals, List<String> variables) {
        this.text = text;
        this.literals = List.copyOf(literals);
        this.variables = List.copyOf(variables);
    }

    /**
     * Reads a template.
     *
     * @throws IllegalArgumentException with one sentence when it is not one of level 1, names a variable twice, has no
     *     variable, or has two variables with nothing between them
     */
    public static UriTemplate of(String text) {
        List<String> literals = new ArrayList<>();
        List<String> variables = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        int from = 0;
        for (int open = text.indexOf('{'); open >= 0; open = text.indexOf('{', from)) {
            int close = text.indexOf('}', open);
            String name = close < 0 ? "" : text.substring(open + 1, close);
            if (!isName(name)) {
                throw new IllegalArgumentException("URI template \"" + text + "\": only {name} is understood.");
            }
            if (!seen.add(name)) {
                throw new IllegalArgumentException("URI template \"" + text + "\" names {" + name + "} twice.");
            }
            if (open == from && !variables.isEmpty()) {
                throw new IllegalArgumentException("URI template \"" + text + "\" has nothing between two variables.");
            }
            literals.add(text.substring(from, open));
            variables.add(name);
            from = close + 1;
        }
        literals.add(text.substring(from));
        if (variables.isEmpty() || literals.stream().anyMatch(literal -> literal.indexOf('}') >= 0)) {
            throw new IllegalArgumentException("URI template \"" + text + "\" has no variable, or a lone brace.");
        }
        return new UriTemplate(text, literals, variables);
    }

    /** The template as it was written. */
    public String text() {
        return text;
    }

    /** Names of its variables, in order. */
    public List<String> variables() {
        return variables;
    }

    /** The decoded variables of a URI that fits, empty when it does not. */
    public Optional<Map<String, String>> match(String uri) {
        if (!uri.startsWith(literals.getFirst())) {
            return Optional.empty();
        }
        Map<String, String> values = new LinkedHashMap<>();
        int at = literals.getFirst().length();
        for (int i = 0; i < variables.size(); i++) {
            String after = literals.get(i + 1);
            boolean last = i == variables.size() - 1;
            int end = last ? uri.length() - after.length() : uri.indexOf(after, at + 1);
            if (end <= at || !uri.startsWith(after, end) || !isSegment(uri, at, end)) {
                return Optional.empty();
            }
            String value = decode(uri.substring(at, end));
            if (value == null) {
                return Optional.empty();
            }
            values.put(variables.get(i), value);
            at = end + after.length();
        }
        return Optional.of(values);
    }

    private static boolean isSegment(String uri, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = uri.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return false;
            }
        }
        return true;
    }

    private static @org.jspecify.annotations.Nullable String decode(String value) {
        if (value.indexOf('%') < 0) {
            return value;
        }
        try {
            return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static boolean isName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c == '_' || c == '.' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'))) {
                return false;
            }
        }
        return !name.isEmpty();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof UriTemplate that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
