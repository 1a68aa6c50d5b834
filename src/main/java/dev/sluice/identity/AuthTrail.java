package dev.sluice.identity;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.AuditSink;
import dev.sluice.bus.Principal;
import dev.sluice.mcp.RefusalCode;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Writes who was recognised and who was not into the audit trail. A flood of bad tokens from one address leaves at most
 * {@link #MAX_FAILURES} records a minute and one more when its budget is spent; the rest is in the metrics. Thread-safe.
 */
final class AuthTrail {
    /** Failures of one address that are recorded in a minute. */
    static final int MAX_FAILURES = 10;

    private final AuditSink sink;
    private final InstantSource clock;

    AuthTrail(AuditSink sink, InstantSource clock) {
        this.sink = sink;
        this.clock = clock;
    }

    void recognised(Principal principal, String address, long micros) {
        append(AuditRecord.AUTH_SUCCESS, principal.key(), address, "ok", micros, null);
    }

    /**
     * @param count the how manieth failure of the address in its minute
     */
    void rejected(RejectionReason reason, int count, String address, long micros) {
        if (count <= MAX_FAILURES) {
            append(AuditRecord.AUTH_FAILURE, null, address, RefusalCode.INVALID_TOKEN.name(), micros, reason.tag());
        }
    }

    void budgetSpent(String address, long micros) {
        append(
                AuditRecord.AUTH_FAILURE,
                null,
                address,
                RefusalCode.RATE_LIMIT_EXCEEDED.name(),
                micros,
                "failure_budget_spent");
    }

    /** A full intake has counted the loss itself. */
    @SuppressWarnings("CheckReturnValue")
    private void append(
            String kind,
            @Nullable String principal,
            String address,
            String outcome,
            long micros,
            @Nullable String detail) {
        sink.append(new AuditRecord(
                clock.instant(), kind, "", principal, address, null, null, null, outcome, micros, null, detail));
    }
}
