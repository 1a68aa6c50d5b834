package dev.sluice.admission;

import dev.sluice.mcp.Refusal;

/** What a gate says to somebody who does not get through at first sight. */
sealed interface Entry {
    /** Somebody left in between: go on. */
    record Granted(Lease lease) implements Entry {}

    /** Not now; already counted. */
    record Denied(Refusal refusal) implements Entry {}

    /** The waiter's answer follows. */
    record Queued() implements Entry {}
}
