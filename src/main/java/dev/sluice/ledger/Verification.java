package dev.sluice.ledger;

import java.util.List;

/**
 * What walking the chain found.
 *
 * @param records records looked at
 * @param runs starts of nodes they belong to
 * @param flaws the first flaws, at most {@link #MAX_FLAWS}; empty when nothing was changed
 */
public record Verification(long records, long runs, List<Flaw> flaws) {
    /** Most flaws reported. */
    public static final int MAX_FLAWS = 100;

    public Verification {
        flaws = List.copyOf(flaws);
    }

    public boolean isIntact() {
        return flaws.isEmpty();
    }

    /**
     * One place where the chain does not hold.
     *
     * @param node which node wrote the record
     * @param run which start of it
     * @param seq place within the run
     * @param problem what does not fit
     */
    public record Flaw(String node, long run, long seq, Problem problem) {}

    /** How a chain can be broken. */
    public enum Problem {
        /** The columns of this record do not give its hash: it was changed. */
        CHANGED,
        /** Records before this one are missing. */
        GAP,
        /** This record does not follow the one before it. */
        UNLINKED
    }
}
