package dev.sluice.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many run and how many wait at one gate, in one word: both bounds hold exactly, whoever comes and goes at the same
 * time.
 *
 * <p>Invariant: while somebody waits, as many run as may. So a permit that ends while somebody waits is never given up
 * but <em>kept</em>: it still counts as running and belongs to the owner of the queue, who passes it on. That is why
 * no waiter can be forgotten: whoever counts as waiting did so while every permit was taken, and the next one that ends
 * sees it.
 */
final class Occupancy {
    /** What somebody who comes gets. */
    enum Place {
        /** A permit. */
        RUNNING,
        /** A place among the waiting, to be taken up with the owner. */
        WAITING,
        /** Nothing: everything is taken. */
        NONE
    }

    private static final long ONE_RUNNING = 1L << 32;
    private static final long ONE_WAITING = 1;

    private final int maxRunning;
    private final int maxWaiting;
    // Running in the upper half, waiting in the lower.
    private final AtomicLong word = new AtomicLong();

    Occupancy(int maxRunning, int maxWaiting) {
        this.maxRunning = maxRunning;
        this.maxWaiting = maxWaiting;
    }

    /** Any thread: takes a permit when one is free and nobody waits for it. */
    boolean tryRun() {
        while (true) {
            long old = word.get();
            if (waiting(old) != 0 || running(old) >= maxRunning) {
                return false;
            }
            if (word.compareAndSet(old, old + ONE_RUNNING)) {
                return true;
            }
        }
    }

    /** Any thread: takes the best place there is. */
    Place enter() {
        while (true) {
            long old = word.get();
            boolean runs = waiting(old) == 0 && running(old) < maxRunning;
            if (!runs && waiting(old) >= maxWaiting) {
                return Place.NONE;
            }
            if (word.compareAndSet(old, old + (runs ? ONE_RUNNING : ONE_WAITING))) {
                return runs ? Place.RUNNING : Place.WAITING;
            }
        }
    }

    /**
     * Any thread: gives a permit up unless somebody waits.
     *
     * @return whether it was given up; otherwise it is kept, and the owner must pass it on
     */
    boolean giveUpUnlessAwaited() {
        while (true) {
            long old = word.get();
            if (running(old) == 0) {
                throw new AssertionError("a permit was given up that nobody had");
            }
            if (waiting(old) != 0) {
                return false;
            }
            if (word.compareAndSet(old, old - ONE_RUNNING)) {
                return true;
            }
        }
    }

    /** Owner: one that waited does not wait any more, because it was given a kept permit or has left. */
    void stopWaiting() {
        long now = word.addAndGet(-ONE_WAITING);
        if (waiting(now) < 0) {
            throw new AssertionError("somebody left who did not wait");
        }
    }

    int running() {
        return running(word.get());
    }

    int waiting() {
        return waiting(word.get());
    }

    boolean isFull() {
        long now = word.get();
        return waiting(now) >= maxWaiting && (waiting(now) != 0 || running(now) >= maxRunning);
    }

    int maxRunning() {
        return maxRunning;
    }

    int maxWaiting() {
        return maxWaiting;
    }

    private static int running(long word) {
        return (int) (word >>> 32);
    }

    private static int waiting(long word) {
        return (int) word;
    }
}
