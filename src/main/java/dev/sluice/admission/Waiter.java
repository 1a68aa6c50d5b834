package dev.sluice.admission;

import dev.sluice.mcp.Refusal;

/**
 * One call that waits at a gate. Immutable but for its number, which the owner of the queue gives it.
 */
final class Waiter {
    /** Who is told what came of it. Called once, on the owner's context. */
    interface Answer {
        /** The call may run. The lease is the callee's from now on. */
        void granted(Lease lease);

        void denied(Refusal refusal);
    }

    private final String caller;
    private final long since;
    private final long expiry;
    private final Answer answer;
    private long number;

    /**
     * @param caller whom fairness is between
     * @param since when it came, ms since the epoch
     * @param expiry when it waits no longer, ms since the epoch
     */
    Waiter(String caller, long since, long expiry, Answer answer) {
        this.caller = caller;
        this.since = since;
        this.expiry = expiry;
        this.answer = answer;
    }

    String caller() {
        return caller;
    }

    long since() {
        return since;
    }

    long expiry() {
        return expiry;
    }

    Answer answer() {
        return answer;
    }

    long number() {
        return number;
    }

    Waiter numbered(long next) {
        number = next;
        return this;
    }
}
