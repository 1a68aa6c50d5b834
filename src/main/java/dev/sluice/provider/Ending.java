package dev.sluice.provider;

import java.util.Locale;

/** How a call of a tool can end, as metrics tell it. */
enum Ending {
    OK,
    /** The tool says that it failed; the caller can mend it. */
    TOOL_ERROR,
    /** The tool refused this caller. */
    REFUSED,
    /** The provider's own fault. */
    FAILED,
    /** The result was larger than the bound. */
    TOO_LARGE,
    TIMEOUT,
    CANCELLED,
    CIRCUIT_OPEN;

    String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
