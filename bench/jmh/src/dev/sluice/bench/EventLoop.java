package dev.sluice.bench;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.function.Supplier;

/** Runs a step over and over on one event loop, each after the one before it has completed. */
final class EventLoop {
    private final Context context;

    EventLoop(Vertx vertx) {
        this.context = ((VertxInternal) vertx).createEventLoopContext();
    }

    Context context() {
        return context;
    }

    /** Deploys a verticle on this event loop and blocks until it has started. */
    void deploy(Deployable verticle) {
        Promise<Object> done = Promise.promise();
        context.runOnContext(ignored -> {
            try {
                verticle.deploy(context).<Object>map(started -> started).onComplete(done);
            } catch (Exception e) {
                done.fail(e);
            }
        });
        done.future().await();
    }

    /** Blocks until {@code times} steps have completed. */
    void run(int times, Supplier<Future<?>> step) {
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> next(times, step, done));
        done.future().await();
    }

    private static void next(int left, Supplier<Future<?>> step, Promise<Void> done) {
        if (left == 0) {
            done.complete();
            return;
        }
        step.get().onComplete(ignored -> next(left - 1, step, done), done::fail);
    }
}
