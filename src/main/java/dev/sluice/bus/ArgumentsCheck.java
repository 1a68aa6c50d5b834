package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import org.jspecify.annotations.Nullable;

/** Compares arguments with a tool's input schema. Thread-safe and free of I/O. */
@FunctionalInterface
public interface ArgumentsCheck {
    /**
     * @param arguments an object
     * @return null when they fit, otherwise which field breaks which rule, fit for a model to mend its call
     */
    @Nullable
    Violation violation(RawJson arguments);

    /**
     * The first broken rule.
     *
     * @param field JSON pointer of the field, empty for the whole object
     * @param rule the keyword of the schema, such as {@code required}
     * @param message one sentence
     */
    record Violation(String field, String rule, String message) {}
}
