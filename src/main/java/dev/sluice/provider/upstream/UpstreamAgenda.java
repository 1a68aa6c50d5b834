package dev.sluice.provider.upstream;

import io.vertx.core.Vertx;
import java.time.InstantSource;

/** When the next step with an upstream is due; one at a time, the soonest that was asked for. Confined to the home loop. */
final class UpstreamAgenda {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final InstantSource clock;
    private final Runnable step;
    private long timer = NO_TIMER;
    private long due;
    private boolean closed;

    UpstreamAgenda(Vertx vertx, InstantSource clock, Runnable step) {
        this.vertx = vertx;
        this.clock = clock;
        this.step = step;
    }

    /** The step is taken after some time, or sooner when that has been agreed on. */
    void next(long millis) {
        long at = clock.millis() + millis;
        if (closed || (timer != NO_TIMER && due <= at)) {
            return;
        }
        vertx.cancelTimer(timer);
        due = at;
        timer = vertx.setTimer(Math.max(1, millis), ignored -> {
            timer = NO_TIMER;
            step.run();
        });
    }

    /** No step is taken any more. */
    void close() {
        closed = true;
        vertx.cancelTimer(timer);
    }
}
