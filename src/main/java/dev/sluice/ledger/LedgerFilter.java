package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Which records are wanted; null means any.
 *
 * @param kind {@code call} or a kind of event
 * @param principal {@code issuer|subject}
 * @param target tool name
 * @param outcome {@code ok}, {@code tool_error} or a refusal code
 * @param from the first instant
 * @param until the first instant that is too late
 * @param limit how many at most, from 1 to {@link #MAX_LIMIT}
 */
public record LedgerFilter(
        @Nullable String kind,
        @Nullable String principal,
        @Nullable String target,
        @Nullable String outcome,
        @Nullable Instant from,
        @Nullable Instant until,
        int limit) {
    /** Most records in one answer. */
    public static final int MAX_LIMIT = 1_000;

    public LedgerFilter {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit must be between 1 and " + MAX_LIMIT);
        }
    }

    /** The latest records of any kind. */
    public static LedgerFilter latest(int limit) {
        return new LedgerFilter(null, null, null, null, null, null, limit);
    }

    public LedgerFilter ofKind(String wanted) {
        return new LedgerFilter(wanted, principal, target, outcome, from, until, limit);
    }

    public LedgerFilter by(String wanted) {
        return new LedgerFilter(kind, wanted, target, outcome, from, until, limit);
    }

    public LedgerFilter on(String wanted) {
        return new LedgerFilter(kind, principal, wanted, outcome, from, until, limit);
    }

    public LedgerFilter endedWith(String wanted) {
        return new LedgerFilter(kind, principal, target, wanted, from, until, limit);
    }

    public LedgerFilter between(Instant first, Instant tooLate) {
        return new LedgerFilter(kind, principal, target, outcome, first, tooLate, limit);
    }

    /** Whether a record is wanted. */
    boolean fits(AuditRecord record) {
        return (kind == null || kind.equals(record.kind()))
                && (principal == null || principal.equals(record.principal()))
                && (target == null || target.equals(record.target()))
                && (outcome == null || outcome.equals(record.outcome()))
                && (from == null || !record.at().isBefore(from.truncatedTo(ChronoUnit.MICROS)))
                && (until == null || record.at().isBefore(until.truncatedTo(ChronoUnit.MICROS)));
    }
}
