package dev.sluice.admission;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** The owner's thread as a Vert.x context, known as soon as {@link AdmissionVerticle} is deployed. */
final class OwnerContext implements OwnerLoop {
    private final Vertx vertx;
    private final InstantSource clock;
    private volatile @Nullable Context context;

    OwnerContext(Vertx vertx, InstantSource clock) {
        this.vertx = vertx;
        this.clock = clock;
    }

    void bind(Context owner) {
        context = owner;
    }

    @Override
    public void execute(Runnable work) {
        Context owner = context;
        if (owner == null) {
            throw new IllegalStateException("the owner of the queues is not deployed");
        }
        owner.runOnContext(there -> work.run());
    }

    @Override
    public Alarm alarm() {
        return new OneTimer();
    }

    private final class OneTimer implements Alarm {
        private static final long NO_TIMER = -1;

        private long timer = NO_TIMER;

        @Override
        public void set(long epochMillis, Runnable wake) {
            if (timer != NO_TIMER) {
                vertx.cancelTimer(timer);
            }
            timer = vertx.setTimer(Math.max(1, epochMillis - clock.millis()), fired -> {
                timer = NO_TIMER;
                wake.run();
            });
        }
    }
}
