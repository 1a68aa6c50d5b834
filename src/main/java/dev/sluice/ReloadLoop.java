package dev.sluice;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.function.Supplier;

/** The event loop that owns what reloads keep. Any thread. */
record ReloadLoop(Context context) {
    /** Does something there, and tells of its end there; what it throws is a failure. */
    Future<Void> run(Supplier<Future<Void>> action) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(begun -> {
            Future<Void> done;
            try {
                done = action.get();
            } catch (RuntimeException e) {
                done = Future.failedFuture(e);
            }
            done.onComplete(ended -> context.runOnContext(ignored -> promise.handle(ended)));
        });
        return promise.future();
    }
}
