package dev.sluice.mcp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A refusal as a value. Everything in it may be shown to the caller: no class names, no paths, no upstream bodies.
 *
 * @param code which refusal
 * @param message what is wrong and how to mend it, in one sentence
 * @param details members for {@code error.data}; values are strings, numbers, booleans, lists or maps of these
 * @param retryAfter when it makes sense to come back, null when coming back would not help
 */
public record Refusal(
        RefusalCode code,
        String message,
        Map<String, Object> details,
        @Nullable Duration retryAfter) {
    public Refusal {
        details = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    public static Refusal of(RefusalCode code) {
        return new Refusal(code, code.meaning(), Map.of(), null);
    }

    public static Refusal of(RefusalCode code, String message) {
        return new Refusal(code, message, Map.of(), null);
    }

    /** The same refusal with one more detail. */
    public Refusal with(String name, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(details);
        more.put(name, value);
        return new Refusal(code, message, more, retryAfter);
    }

    /** The same refusal, to be retried after the given time. */
    public Refusal retryAfter(Duration after) {
        return new Refusal(code, message, details, after);
    }

    /** The refusal as a failed outcome of a Future. */
    public RefusedException asException() {
        return new RefusedException(this);
    }
}
