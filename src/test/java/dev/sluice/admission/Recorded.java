package dev.sluice.admission;

import dev.sluice.mcp.Refusal;
import org.jspecify.annotations.Nullable;

/** Remembers what came of a waiter. */
final class Recorded implements Waiter.Answer {
    private @Nullable Lease lease;
    private @Nullable Refusal refusal;
    private int answers;

    @Override
    public void granted(Lease granted) {
        lease = granted;
        answers++;
    }

    @Override
    public void denied(Refusal denied) {
        refusal = denied;
        answers++;
    }

    @Nullable
    Lease lease() {
        return lease;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    /** How often it was answered. */
    int answers() {
        return answers;
    }
}
