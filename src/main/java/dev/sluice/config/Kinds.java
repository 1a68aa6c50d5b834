package dev.sluice.config;

import dev.sluice.config.Written.Form;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The kinds of values there are. Every number, duration and size has a range. */
final class Kinds {
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    private static final String DURATION_MEND = "write it with its unit, such as 500ms, 30s, 5m, 1h or 7d";
    private static final String SIZE_MEND = "write it with its unit, such as 512B, 64KiB or 1MiB";
    private static final int LONGEST_PATH = 4096;

    private Kinds() {}

    static Kind<Integer> integer(int least, int most) {
        return new ScalarKind<>(
                Form.INTEGER,
                text -> Math.toIntExact(within(whole(text), (long) least, (long) most, String::valueOf)),
                "",
                Map.of("type", "integer", "minimum", least, "maximum", most));
    }

    static Kind<Boolean> truth() {
        return new ScalarKind<>(
                Form.TRUTH,
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("is not true or false");
                },
                "",
                Map.of("type", "boolean"));
    }

    /** Text of one line. */
    static Kind<String> text(int longest) {
        return new ScalarKind<>(
                Form.TEXT,
                text -> line(text, longest),
                "",
                Map.of("type", "string", "minLength", 1, "maxLength", longest));
    }

    /** Text of a given form. The expression must mean the same in Java and in a JSON Schema. */
    static Kind<String> form(String regex, String rule, String mend) {
        Pattern pattern = Pattern.compile(regex);
        return new ScalarKind<>(
                Form.TEXT,
                text -> {
                    if (!pattern.matcher(text).matches()) {
                        throw new IllegalArgumentException(rule);
                    }
                    return text;
                },
                mend,
                Map.of("type", "string", "pattern", "^(?:" + regex + ")$"));
    }

    /** One of a few words; case does not matter in the environment. */
    static <T> Kind<T> choice(List<String> words, Function<String, T> meaning) {
        return new ScalarKind<>(
                Form.TEXT,
                text -> words.stream()
                        .filter(word -> word.equalsIgnoreCase(text))
                        .findFirst()
                        .map(meaning)
                        .orElseThrow(() -> new IllegalArgumentException("is none of " + String.join(", ", words))),
                "",
                Map.of("type", "string", "enum", words));
    }

    static <E extends Enum<E>> Kind<E> choice(Class<E> type) {
        List<String> words =
                Arrays.stream(type.getEnumConstants()).map(Kinds::word).toList();
        return choice(
                words, word -> Enum.valueOf(type, word.toUpperCase(Locale.ROOT).replace('-', '_')));
    }

    /** A constant as the file spells it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Kind<Duration> duration(Duration least, Duration most) {
        return new ScalarKind<>(
                Form.TEXT,
                text -> within(DurationText.parse(text), least, most, DurationText::of),
                DURATION_MEND,
                Map.of("type", "string", "pattern", "^" + DurationText.PATTERN + "$"));
    }

    /** A duration as the seeds' environment names it: a bare number of milliseconds. */
    static Kind<Duration> milliseconds(Duration least, Duration most) {
        return new ScalarKind<>(
                Form.INTEGER,
                text -> Duration.ofMillis(within(whole(text), least.toMillis(), most.toMillis(), String::valueOf)),
                "write milliseconds without a unit",
                Map.of("type", "integer"));
    }

    static Kind<Bytes> size(Bytes least, Bytes most) {
        return new ScalarKind<>(
                Form.TEXT,
                text -> new Bytes(
                        within(Bytes.parse(text).count(), least.count(), most.count(), n -> new Bytes(n).toString())),
                SIZE_MEND,
                Map.of("type", "string", "pattern", "^[0-9]{1,15}(B|KiB|MiB|GiB)$"));
    }

    /** A secret of at least so many bytes; no message ever shows it. */
    static Kind<Secret> secret(int leastBytes) {
        return new ScalarKind<>(
                        Form.TEXT,
                        text -> {
                            int length = text.getBytes(StandardCharsets.UTF_8).length;
                            if (length < leastBytes) {
                                throw new IllegalArgumentException(
                                        "has " + length + " bytes and needs at least " + leastBytes);
                            }
                            return new Secret(text);
                        },
                        "make one with: openssl rand -base64 48",
                        Map.of("type", "string", "minLength", 1))
                .masked(ignored -> "***");
    }

    static Kind<Path> path() {
        return new ScalarKind<>(
                Form.TEXT,
                text -> {
                    try {
                        return Path.of(line(text, LONGEST_PATH));
                    } catch (InvalidPathException e) {
                        throw new IllegalArgumentException("is not a path", e);
                    }
                },
                "",
                Map.of("type", "string", "minLength", 1, "maxLength", LONGEST_PATH));
    }

    static <T> Kind<List<T>> listOf(Kind<T> item, int most) {
        return new ListKind<>(item, most);
    }

    /** A mapping that only its provider understands. */
    static Kind<Map<String, Object>> settings() {
        return new Kind<>() {
            @Override
            public Map<String, Object> read(Written written) throws BadValueException {
                return FreeKind.mapping(written);
            }

            @Override
            public Map<String, Object> schema() {
                return Map.of("type", "object");
            }

            @Override
            public Shape shape() {
                return Shape.SETTINGS;
            }
        };
    }

    static String line(String text, int longest) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("is empty");
        }
        return bounded(text, longest, "");
    }

    static String bounded(String text, int longest, String controls) {
        if (text.length() > longest) {
            throw new IllegalArgumentException("is longer than " + longest + " characters");
        }
        if (text.chars().anyMatch(c -> Character.isISOControl(c) && controls.indexOf(c) < 0)) {
            throw new IllegalArgumentException("holds a control character");
        }
        return text;
    }

    private static long whole(String text) {
        if (!INTEGER.matcher(text).matches()) {
            throw new IllegalArgumentException("is not a whole number");
        }
        return Long.parseLong(text);
    }

    private static <C extends Comparable<C>> C within(C value, C least, C most, Function<C, String> shown) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("is not between " + shown.apply(least) + " and " + shown.apply(most));
        }
        return value;
    }
}
