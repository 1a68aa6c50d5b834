package dev.sluice.provider.rest;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which names a configuration offers; {@code *} stands for any characters. Immutable. */
final class NamePatterns {
    private final List<Pattern> include;
    private final List<Pattern> exclude;

    /** @param include empty for all */
    NamePatterns(List<String> include, List<String> exclude) {
        this.include = include.stream().map(NamePatterns::compiled).toList();
        this.exclude = exclude.stream().map(NamePatterns::compiled).toList();
    }

    boolean offers(String name) {
        return (include.isEmpty()
                        || include.stream()
                                .anyMatch(pattern -> pattern.matcher(name).matches()))
                && exclude.stream().noneMatch(pattern -> pattern.matcher(name).matches());
    }

    private static Pattern compiled(String pattern) {
        return Pattern.compile(
                List.of(pattern.split("\\*", -1)).stream().map(Pattern::quote).collect(Collectors.joining(".*")));
    }
}
