package dev.sluice.provider;

import dev.sluice.bus.Outcome;
import dev.sluice.config.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a tool gave back before it is passed on.
 *
 * @param bound largest result passed on
 */
record ResultBound(Bytes bound) {
    /** Whether it is a result at all; a plugin may not keep to the contract. */
    static boolean isWellFormed(@Nullable ToolResult result) {
        return result != null && result.json() != null && result.json().isObject();
    }

    Ending ending(ToolResult result) {
        if (result.json().length() > bound.count()) {
            return Ending.TOO_LARGE;
        }
        return result.isError() ? Ending.TOOL_ERROR : Ending.OK;
    }

    Outcome outcome(ToolRequest request, ToolResult result) {
        if (result.json().length() > bound.count()) {
            return Refusals.tooLarge(request, bound);
        }
        return new Outcome.Completed(result.json(), result.isError());
    }
}
