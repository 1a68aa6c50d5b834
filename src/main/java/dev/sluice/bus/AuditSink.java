package dev.sluice.bus;

/** Takes records for the ledger, from any thread, without ever blocking or failing its caller. */
@FunctionalInterface
public interface AuditSink {
    /** A sink that keeps nothing, for tests. */
    AuditSink NONE = entry -> true;

    /**
     * @return false when the bounded intake is full and the record was lost; the loss has been counted
     */
    boolean append(AuditRecord entry);
}
