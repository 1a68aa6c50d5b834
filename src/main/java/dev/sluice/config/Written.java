package dev.sluice.config;

import java.util.List;
import java.util.Map;

/** A value as somebody wrote it, and where. */
sealed interface Written {
    /** {@code file:line} or {@code env NAME}. */
    String where();

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

    /** A mapping that only its provider understands. */
    record Free(Map<String, Object> values, String where) implements Written {}

    /** A key whose value was left empty, which says: not set. */
    record Nothing(String where) implements Written {}
}
