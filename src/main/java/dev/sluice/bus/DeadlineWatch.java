package dev.sluice.bus;

import io.vertx.core.Vertx;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Looks after whatever one shard waits for, each for a time of its own, with one timer for all: it is set for whoever is
 * due first and, when it fires, for the next one that is left. What is waited for ends long before its time is over as a
 * rule, so that this costs a timer now and then instead of one a call, and adding and removing cost a few stores. Times
 * are not those of a clock, which may be set.
 * Confined to the event loop of its shard. How many there are is bounded by whoever adds them.
 */
public final class DeadlineWatch {

    private final Vertx vertx;
    private @Nullable Watched first;
    private boolean armed;
    private long armedFor;
    private long timer;

    /** Something that is waited for. Watched by one watch at a time. */
    public abstract static class Watched {
        private @Nullable Watched before;
        private @Nullable Watched after;
        private boolean watched;
        private long until;

        /** Its time is over; it is watched no more. */
        protected abstract void overdue();
    }

    public DeadlineWatch(Vertx vertx) {
        this.vertx = vertx;
    }

    /** Watches something; {@link Watched#overdue} is called soon after that many milliseconds. */
    public void add(Watched one, long millis) {
        if (one.watched) {
            throw new IllegalStateException("already watched");
        }
        one.watched = true;
        one.until = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        one.after = first;
        if (first != null) {
            first.before = one;
        }
        first = one;
        arm(one.until, millis);
    }

    /** What was waited for is there. Nothing happens when it is not watched. */
    public void remove(Watched one) {
        if (!one.watched) {
            return;
        }
        one.watched = false;
        if (one.before == null) {
            first = one.after;
        } else {
            one.before.after = one.after;
        }
        if (one.after != null) {
            one.after.before = one.before;
        }
        one.before = null;
        one.after = null;
    }

    private void arm(long until, long millis) {
        if (armed && until - armedFor >= 0) {
            return;
        }
        if (armed) {
            vertx.cancelTimer(timer);
        }
        armed = true;
        armedFor = until;
        timer = vertx.setTimer(Math.max(1, millis), ignored -> sweep());
    }

    private void sweep() {
        armed = false;
        long now = System.nanoTime();
        Watched late = null;
        Watched next = null;
        Watched one = first;
        while (one != null) {
            Watched after = one.after;
            if (one.until - now <= 0) {
                remove(one);
                one.after = late;
                late = one;
            } else if (next == null || one.until - next.until < 0) {
                next = one;
            }
            one = after;
        }
        if (next != null) {
            arm(next.until, TimeUnit.NANOSECONDS.toMillis(next.until - now) + 1);
        }
        tell(late);
    }

    /* Last of all: those who are told may add and remove. */
    private static void tell(@Nullable Watched late) {
        Watched one = late;
        while (one != null) {
            Watched after = one.after;
            one.after = null;
            one.overdue();
            one = after;
        }
    }
}
