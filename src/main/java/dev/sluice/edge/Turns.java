package dev.sluice.edge;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/** Lets so many pieces of work run at the same time and the others wait, first come, first served. Confined to one event loop. */
final class Turns {
    private final int most;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    Turns(int most) {
        this.most = most;
    }

    /** Does work in its turn; completes and fails as the work does. */
    <T> Future<T> take(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        Runnable turn = () -> {
            running++;
            run(work).onComplete(outcome -> {
                running--;
                done.handle(outcome);
                if (!waiting.isEmpty() && running < most) {
                    waiting.removeFirst().run();
                }
            });
        };
        if (running < most) {
            turn.run();
        } else {
            waiting.addLast(turn);
        }
        return done.future();
    }

    private static <T> Future<T> run(Supplier<Future<T>> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return Future.failedFuture(e);
        }
    }
}
