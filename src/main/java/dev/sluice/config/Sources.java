package dev.sluice.config;

import java.util.Map;

/**
 * Where the user said what.
 *
 * @param values what the user said, in file or environment
 * @param sections where sections stand in the file
 * @param label what to name when the user said nothing about a path
 */
record Sources(Map<KeyPath, Written> values, Map<KeyPath, String> sections, String label) {
    /** Whether the user said something at that path or within; what is empty says nothing. */
    boolean says(KeyPath path) {
        return values.entrySet().stream().anyMatch(said -> said.getKey().startsWith(path) && !isEmpty(said.getValue()));
    }

    private static boolean isEmpty(Written written) {
        return switch (written) {
            case Written.Nothing ignored -> true;
            case Written.Pairs pairs -> pairs.pairs().isEmpty();
            default -> false;
        };
    }

    /** The place to look at for that path: its value, also within a free one, else the innermost section around it. */
    String of(KeyPath path) {
        KeyPath around = path;
        while (!around.names().isEmpty()) {
            Written value = values.get(around);
            if (value != null) {
                return value.where(around.to(path));
            }
            String where = sections.get(around);
            if (where != null) {
                return where;
            }
            around = around.parent();
        }
        return label;
    }
}
