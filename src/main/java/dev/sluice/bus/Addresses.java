package dev.sluice.bus;

/**
 * The event-bus addresses. Those with a shard are served on that shard's event loop, so that a message to one's own
 * shard does not leave its thread. All of them are local to the node.
 */
public final class Addresses {
    private static final String IDENTITY = "identity.verify";
    private static final String ADMISSION = "admission.submit";
    private static final String PROVIDER = "provider.";
    /** Published (with the new version) when the catalogue has changed. */
    public static final String CATALOG_CHANGED = "catalog.changed";

    private Addresses() {}

    /** {@link Credentials} → {@link Verdict}. */
    public static String identity(int shard) {
        return IDENTITY + '#' + shard;
    }

    /** {@link CallRequest}, or {@link Call} → {@link Outcome}. */
    public static String admission(int shard) {
        return ADMISSION + '#' + shard;
    }

    /** {@link CallRequest}, or {@link Call} → {@link Outcome}. */
    public static String provider(String name, int shard) {
        return PROVIDER + name + '#' + shard;
    }

    /** {@link Cancellation}, published to every stage of the shard that a call started in. */
    public static String cancel(int shard) {
        return "calls.cancel#" + shard;
    }
}
