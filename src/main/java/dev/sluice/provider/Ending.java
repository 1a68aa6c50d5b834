package dev.sluice.provider;

import java.util.Locale;

/** How a call of a provider can end, as metrics tell it. */
enum Ending {
    OK,
    /** The tool says that it failed; the caller can mend it. */
    TOOL_ERROR,
    /** It waits for answers of its caller. */
    ASKED,
    /** It goes on as a task. */
    DETACHED,
    /** The tool refused this caller, or the caller lacks a capability. */
    REFUSED,
    /** Answered with a JSON-RPC error of the provider's own. */
    PROTOCOL_ERROR,
    /** There is no such resource. */
    NOT_FOUND,
    /** The provider's own fault. */
    FAILED,
    /** The result was larger than the bound. */
    TOO_LARGE,
    TIMEOUT,
    CANCELLED,
    CIRCUIT_OPEN;

    private final String tag = name().toLowerCase(Locale.ROOT);

    String tag() {
        return tag;
    }

    /** Whether the provider did what it should. */
    boolean isWell() {
        return this == OK || this == ASKED || this == DETACHED;
    }
}
