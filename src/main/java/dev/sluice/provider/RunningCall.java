package dev.sluice.provider;

import dev.sluice.bus.Call;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** One call while its provider works on it. Confined to the event loop of its shard. */
final class RunningCall {
    static final long NO_TIMER = -1;

    final Call call;
    final CallMeters meters;
    final CallDialogue dialogue;
    final Deadline deadline;
    final Promise<Void> cancelled = Promise.promise();
    final Promise<Outcome> outcome = Promise.promise();
    final long begunNanos;

    /** When the attempt that runs was made, in milliseconds since the epoch. */
    long attemptedAt;

    int retries;
    boolean settled;
    long retryTimer = NO_TIMER;

    private Breaker.@Nullable Stage permission;

    RunningCall(Call call, CallMeters meters, CallDialogue dialogue, Deadline deadline, long now) {
        this.call = call;
        this.meters = meters;
        this.dialogue = dialogue;
        this.deadline = deadline;
        this.begunNanos = System.nanoTime();
        this.attemptedAt = now;
    }

    Deadline deadline() {
        return deadline;
    }

    void permit(Breaker.Stage given) {
        permission = given;
    }

    /** The permission of the attempt that runs, once: it is handed back exactly once. */
    Breaker.@Nullable Stage takePermission() {
        Breaker.Stage taken = permission;
        permission = null;
        return taken;
    }

    boolean mayBeRetried() {
        return call.target().repeatable();
    }

    /**
     * Whether running out of time is the provider's fault: a call that spent more than half of its time limit
     * waiting in a queue, or in earlier attempts, says little about the provider.
     */
    boolean hadFairTime() {
        long had = deadline.epochMillis() - attemptedAt;
        return had * 2 >= call.target().timeout().toMillis();
    }
}
