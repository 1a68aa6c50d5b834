package dev.sluice.bus;

import org.jspecify.annotations.Nullable;

/** Where a task stands (extension {@code io.modelcontextprotocol/tasks}, SEP-2663, "Task Status"). */
public enum TaskStatus {
    /** Its call waits for its turn or runs. */
    WORKING("working", null),
    /** It waits for answers of its owner. */
    INPUT_REQUIRED("input_required", "inputRequests"),
    /** Its call was done, if only with a tool's own error. */
    COMPLETED("completed", "result"),
    /** Its call was refused, or ended with a JSON-RPC error. */
    FAILED("failed", "error"),
    /** Its owner did not want it any more. */
    CANCELLED("cancelled", null);

    private final String wire;
    private final @Nullable String detail;

    TaskStatus(String wire, @Nullable String detail) {
        this.wire = wire;
        this.detail = detail;
    }

    /** As clients know it. */
    public String wire() {
        return wire;
    }

    /** The member that says more in this status, null when there is none. */
    @Nullable
    String detail() {
        return detail;
    }

    /** Whether it stays so. */
    public boolean isFinal() {
        return this == COMPLETED || this == FAILED || this == CANCELLED;
    }
}
