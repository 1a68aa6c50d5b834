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
    /** The place to look at for that path: its value, else the innermost section around it. */
    String of(KeyPath path) {
        Written value = values.get(path);
        if (value != null) {
            return value.where();
        }
        KeyPath around = path;
        while (!around.names().isEmpty()) {
            String where = sections.get(around);
            if (where != null) {
                return where;
            }
            around = around.parent();
        }
        return label;
    }
}
