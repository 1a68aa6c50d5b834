package dev.sluice.bus;

/**
 * Names one call in the whole cluster.
 *
 * @param origin {@code <node>.<shard>} where its edge lives; notifications and cancellations are addressed by it
 * @param sequence counts the calls of that shard
 */
public record CallId(String origin, long sequence) {
    /** The shard that the call started in. */
    public int shard() {
        return Integer.parseInt(origin, origin.lastIndexOf('.') + 1, origin.length(), 10);
    }

    /** The request id that callers, logs and the ledger show. */
    public String requestId() {
        return origin + '-' + Long.toString(sequence, 36);
    }
}
