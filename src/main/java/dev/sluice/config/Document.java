package dev.sluice.config;

import java.util.Map;

/**
 * What one file says.
 *
 * @param label how messages name the file
 * @param values by path, in the order of the file
 * @param sections where each mapping stands, empty ones too
 */
record Document(String label, Map<KeyPath, Written> values, Map<KeyPath, String> sections) {
    static Document empty(String label) {
        return new Document(label, Map.of(), Map.of());
    }
}
