package dev.sluice.provider;

import java.time.Duration;

/**
 * The rest takes long and is to go on as a task (extension {@code io.modelcontextprotocol/tasks}): the caller gets a task
 * at once, and the tool is called again with {@link Dialogue#inTask}. Only allowed where {@link Dialogue#mayDetach}.
 *
 * @param ttl how long the task and its result are kept, from now; at most what the gateway allows
 * @param pollInterval how often it makes sense for the caller to look
 */
public record Detach(Duration ttl, Duration pollInterval) implements Reply {
    public Detach {
        if (ttl.isNegative() || ttl.isZero() || pollInterval.isNegative() || pollInterval.isZero()) {
            throw new IllegalArgumentException("ttl and pollInterval must be longer than nothing");
        }
    }

    /** A task that is kept this long and looked at every second. */
    public static Detach keptFor(Duration ttl) {
        return new Detach(ttl, Duration.ofSeconds(1));
    }
}
