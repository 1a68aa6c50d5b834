package dev.sluice.bus;

import dev.sluice.mcp.Refusal;

/** What the identity check says of some credentials. */
public sealed interface Verdict {
    /** They belong to this principal. */
    record Verified(Principal principal) implements Verdict {}

    /** They were not accepted: INVALID_TOKEN, or RATE_LIMIT_EXCEEDED when the address has tried too often. */
    record Rejected(Refusal refusal) implements Verdict {}
}
