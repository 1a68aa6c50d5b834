package dev.sluice.provider;

import io.vertx.core.Context;

/**
 * The event loop that a shard lives on.
 *
 * @param context a context of that loop
 * @param thread its thread
 */
record OwnLoop(Context context, Thread thread) {
    /** The loop this is called on. */
    static OwnLoop of(Context context) {
        return new OwnLoop(context, Thread.currentThread());
    }

    /** Runs something on this loop when it has done what it has been given so far. */
    void later(Runnable work) {
        context.runOnContext(ignored -> work.run());
    }

    /** Runs something on this loop: now when that is where we are, otherwise soon. */
    void run(Runnable work) {
        if (Thread.currentThread().equals(thread)) {
            work.run();
        } else {
            later(work);
        }
    }
}
