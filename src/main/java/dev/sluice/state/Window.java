package dev.sluice.state;

import java.util.concurrent.atomic.AtomicLong;

/**
 * One fixed window of one key: its start and its count in one word, so that counting takes one compare-and-set. Any
 * thread.
 */
final class Window {
    private static final int COUNT_BITS = 24;
    private static final long COUNT_MASK = (1L << COUNT_BITS) - 1;

    private final long lengthMillis;
    // Start (ms since the store's epoch, 40 bits, 34 years) above the count (24 bits). A count of 0 has no start.
    private final AtomicLong packed = new AtomicLong();

    Window(long lengthMillis) {
        this.lengthMillis = lengthMillis;
    }

    long lengthMillis() {
        return lengthMillis;
    }

    /**
     * Counts one unless the limit is reached. A limit above 16 million is never reached.
     *
     * @return whether it was counted
     */
    boolean take(long now, int limit) {
        while (true) {
            long old = packed.get();
            boolean over = isOver(old, now);
            long count = over ? 0 : old & COUNT_MASK;
            if (count >= limit) {
                return false;
            }
            long start = over ? now : old >>> COUNT_BITS;
            if (packed.compareAndSet(old, start << COUNT_BITS | Math.min(count + 1, COUNT_MASK))) {
                return true;
            }
        }
    }

    /** Gives one back, unless the window that it was counted in has ended. */
    void giveBack(long now) {
        packed.updateAndGet(old -> isOver(old, now) ? old : old - 1);
    }

    boolean isExhausted(long now, int limit) {
        return used(now) >= limit;
    }

    int used(long now) {
        long word = packed.get();
        return isOver(word, now) ? 0 : (int) (word & COUNT_MASK);
    }

    /** Milliseconds until it starts anew; its whole length when nothing is counted. */
    long resetMillis(long now) {
        long word = packed.get();
        if (isOver(word, now)) {
            return lengthMillis;
        }
        return Math.min(lengthMillis, (word >>> COUNT_BITS) + lengthMillis - now);
    }

    private boolean isOver(long word, long now) {
        return (word & COUNT_MASK) == 0 || now - (word >>> COUNT_BITS) >= lengthMillis;
    }
}
