package dev.sluice.provider;

import java.util.List;
import java.util.OptionalInt;

/**
 * What an argument could be.
 *
 * @param values the best ones first; at most {@value #MAX} are passed on
 * @param total how many there are, empty when not known
 * @param more whether there are more than these
 */
public record Completion(List<String> values, OptionalInt total, boolean more) {
    /** Values that are passed on (MCP 2026-07-28, completion). */
    public static final int MAX = 100;

    /** Nothing comes to mind. */
    public static final Completion NONE = new Completion(List.of(), OptionalInt.empty(), false);

    public Completion {
        values = List.copyOf(values);
    }

    /** All there are. */
    public static Completion of(List<String> all) {
        return new Completion(all.subList(0, Math.min(MAX, all.size())), OptionalInt.of(all.size()), all.size() > MAX);
    }
}
