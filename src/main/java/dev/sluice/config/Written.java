package dev.sluice.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A value as somebody wrote it, and where. */
sealed interface Written {
    /** {@code file:line} or {@code env NAME}. */
    String where();

    /** Where the value inside stands that these names lead to, or the innermost around it that has a place. */
    default String where(List<String> inner) {
        for (int depth = inner.size(); depth > 0; depth--) {
            String place = inside().get(inner.subList(0, depth));
            if (place != null) {
                return place;
            }
        }
        return where();
    }

    private Map<List<String>, String> inside() {
        return switch (this) {
            case Free free -> free.places();
            case Pairs pairs ->
                pairs.pairs().entrySet().stream()
                        .collect(Collectors.toMap(
                                pair -> List.of(pair.getKey()),
                                pair -> pair.getValue().where()));
            default -> Map.of();
        };
    }

    /** What the text of a scalar is by the rules of YAML. */
    enum Form {
        TEXT("text"),
        INTEGER("a number"),
        DECIMAL("a number"),
        TRUTH("true or false"),
        /** From the environment, where everything is text: whatever its key wants. */
        OPEN("text");

        private final String noun;

        Form(String noun) {
            this.noun = noun;
        }

        String noun() {
            return noun;
        }
    }

    /** One value. */
    record Scalar(String text, Form form, String where) implements Written {}

    /** A list of values. */
    record Items(List<Scalar> items, String where) implements Written {
        public Items {
            items = List.copyOf(items);
        }
    }

    /** Names of the user's own with a value each, in the order of the file. */
    record Pairs(Map<String, Scalar> pairs, String where) implements Written {
        public Pairs {
            pairs = Collections.unmodifiableMap(new LinkedHashMap<>(pairs));
        }
    }

    /**
     * What the keys do not describe further: maps, lists, text, numbers, truth values and, where JSON is meant, null.
     *
     * @param places where the values inside stand, by the names on the way to them
     */
    record Free(Object value, Map<List<String>, String> places, String where) implements Written {}

    /** A key whose value was left empty, which says: not set. */
    record Nothing(String where) implements Written {}
}
