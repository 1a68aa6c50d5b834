package dev.sluice.provider;

import dev.sluice.bus.CallId;
import dev.sluice.bus.Deadline;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a provider works on in one shard, and the watch over their deadlines. Confined to the shard's event
 * loop. How many there are is bounded by admission.
 *
 * <p>One timer watches all of them: it is set for the nearest deadline and, when it fires, for the next one that is
 * left. Calls end long before their deadline as a rule, so that this costs a timer now and then instead of one a call.
 */
final class RunningCalls {
    private static final long NOT_ARMED = Long.MAX_VALUE;

    private final Vertx vertx;
    private final InstantSource clock;
    private final Consumer<RunningCall> overdue;
    private final Map<CallId, RunningCall> calls = new HashMap<>();
    private @Nullable Promise<Void> empty;
    private long armedFor = NOT_ARMED;
    private long timer = RunningCall.NO_TIMER;

    /** @param overdue gets each call whose deadline has passed, and removes it */
    RunningCalls(Vertx vertx, InstantSource clock, Consumer<RunningCall> overdue) {
        this.vertx = vertx;
        this.clock = clock;
        this.overdue = overdue;
    }

    /** Watches a call; false when there is another one by the same id. */
    boolean add(RunningCall call) {
        RunningCall other = calls.putIfAbsent(call.call.id(), call);
        if (other != null) {
            return other == call;
        }
        watch(call.deadline());
        return true;
    }

    void remove(RunningCall call) {
        calls.remove(call.call.id(), call);
        if (empty != null && calls.isEmpty()) {
            empty.tryComplete();
        }
    }

    /** Completes when there is none. */
    Future<Void> empty() {
        if (calls.isEmpty()) {
            return Future.succeededFuture();
        }
        if (empty == null) {
            empty = Promise.promise();
        }
        return empty.future();
    }

    @Nullable
    RunningCall get(CallId id) {
        return calls.get(id);
    }

    List<RunningCall> all() {
        return new ArrayList<>(calls.values());
    }

    int size() {
        return calls.size();
    }

    void stopWatching() {
        if (armedFor != NOT_ARMED) {
            vertx.cancelTimer(timer);
            armedFor = NOT_ARMED;
        }
    }

    private void watch(Deadline deadline) {
        if (deadline.epochMillis() < armedFor) {
            stopWatching();
            armedFor = deadline.epochMillis();
            timer = vertx.setTimer(Math.max(1, deadline.remainingMillis(clock)), ignored -> sweep());
        }
    }

    private void sweep() {
        armedFor = NOT_ARMED;
        for (RunningCall call : all()) {
            if (call.deadline().hasPassed(clock)) {
                overdue.accept(call);
            } else {
                watch(call.deadline());
            }
        }
    }
}
