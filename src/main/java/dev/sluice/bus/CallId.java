package dev.sluice.bus;

import org.jspecify.annotations.Nullable;

/** Names one call in the whole cluster. A value; any thread. */
public final class CallId {
    private final String origin;
    private final long sequence;
    /** Written down when somebody asks; whoever comes at the same time writes the same. */
    private @Nullable String requestId;

    /**
     * @param origin {@code <node>.<shard>} where its edge lives; notifications and cancellations are addressed by it
     * @param sequence counts the calls of that shard
     */
    public CallId(String origin, long sequence) {
        this.origin = origin;
        this.sequence = sequence;
    }

    public String origin() {
        return origin;
    }

    public long sequence() {
        return sequence;
    }

    /** The shard that the call started in. */
    public int shard() {
        return Integer.parseInt(origin, origin.lastIndexOf('.') + 1, origin.length(), 10);
    }

    /** The request id that callers, logs and the ledger show. */
    public String requestId() {
        String known = requestId;
        if (known == null) {
            known = origin + '-' + Long.toString(sequence, 36);
            requestId = known;
        }
        return known;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CallId that && sequence == that.sequence && origin.equals(that.origin);
    }

    @Override
    public int hashCode() {
        return 31 * origin.hashCode() + Long.hashCode(sequence);
    }

    @Override
    public String toString() {
        return requestId();
    }
}
