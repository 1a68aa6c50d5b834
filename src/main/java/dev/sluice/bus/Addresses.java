package dev.sluice.bus;

/**
 * The event-bus addresses. Those with a shard are served on that shard's event loop, so that a message to one's own
 * shard does not leave its thread. All of them are local to the node.
 */
public final class Addresses {
    private static final String IDENTITY = "identity.verify";
    private static final String ADMISSION = "admission.submit";
    private static final String PROVIDER = "provider.";
    /** {@link CatalogChange}, published when the catalogue has changed. */
    public static final String CATALOG_CHANGED = "catalog.changed";
    /** {@link ResourceUpdated}, published when what a URI stands for has changed. */
    public static final String RESOURCE_UPDATED = "resource.updated";
    /** {@link Offer} → {@code null}. */
    public static final String CATALOG = "catalog.offer";
    /** {@link TaskCommand} → {@link TaskReply}; one owner for the node. */
    public static final String TASKS = "tasks";
    /** {@link TaskChanged}, published when the status of a task has changed. */
    public static final String TASK_CHANGED = "tasks.changed";

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

    /** {@link ResourceWatch} → {@code null} when the provider's server has taken it; nobody answers where a provider tells unasked. */
    public static String watch(String provider) {
        return PROVIDER + provider + ".watch";
    }

    /** {@link Note}, sent to the shard that a call started in. */
    public static String notes(int shard) {
        return "calls.notes#" + shard;
    }

    /** {@link Cancellation}, published to every stage of the shard that a call started in. */
    public static String cancel(int shard) {
        return "calls.cancel#" + shard;
    }

    /** {@link PostedMessage} → whether there is such a session of that principal. */
    public static String posts(int shard) {
        return "edge.posts#" + shard;
    }

    /** {@link StreamMessage}, sent to the shard that has the stream or the question. */
    public static String streams(int shard) {
        return "edge.streams#" + shard;
    }
}
