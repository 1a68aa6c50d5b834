package dev.sluice.task;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Cancellation;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.TaskChanged;
import dev.sluice.bus.TaskView;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import java.time.InstantSource;

/** Calls by the event bus: each runs in the shard in which it began. */
final class BusCalls implements Calls {
    /** How much longer than a call's deadline its answer is waited for: the stages behind refuse it first. */
    private static final long GRACE_MILLIS = 1_000;

    private static final String CANCELLED = "cancelled";
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final InstantSource clock;

    BusCalls(Vertx vertx, InstantSource clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    @Override
    public Future<Outcome> submit(Call call) {
        DeliveryOptions options = new DeliveryOptions()
                .setLocalOnly(true)
                .setSendTimeout(call.deadline().remainingMillis(clock) + GRACE_MILLIS);
        return vertx.eventBus()
                .<Outcome>request(Addresses.admission(call.id().shard()), call, options)
                .map(Message::body)
                .recover(cause -> cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT
                        ? Future.succeededFuture(new Outcome.Refused(Refusal.of(RefusalCode.TIMEOUT)))
                        : Future.failedFuture(cause));
    }

    @Override
    public void cancel(CallId call) {
        vertx.eventBus().publish(Addresses.cancel(call.shard()), new Cancellation(call, CANCELLED), LOCAL);
    }

    @Override
    public void later(Duration after, Runnable action) {
        vertx.setTimer(Math.max(1, after.toMillis()), ignored -> action.run());
    }

    @Override
    public void changed(TaskView task) {
        vertx.eventBus().publish(Addresses.TASK_CHANGED, new TaskChanged(task), LOCAL);
    }
}
