package dev.sluice.provider.upstream.process;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.LongUnaryOperator;

/**
 * When a child that ended unasked may be started again: each time twice as long after, up to a bound, half of it by chance, so
 * that those that failed together do not come back together. One that was well for long enough begins anew. Confined to one
 * event loop.
 */
final class RestartDelay {
    private static final int MAX_DOUBLINGS = 20;

    private final Pace pace;
    private final LongSupplier nanos;
    private final LongUnaryOperator random;
    private int failures;
    private long notBefore;

    /**
     * How long to wait.
     *
     * @param first after the first failure
     * @param longest after however many
     * @param health how long one has to run to count as well
     */
    record Pace(Duration first, Duration longest, Duration health) {}

    /**
     * @param nanos nanoseconds of any beginning
     * @param random gives a number from 0 up to and without its argument
     */
    RestartDelay(Pace pace, LongSupplier nanos, LongUnaryOperator random) {
        this.pace = pace;
        this.nanos = nanos;
        this.random = random;
        this.notBefore = nanos.getAsLong();
    }

    /** One could not be started, or ended unasked after so many nanoseconds. */
    void failed(long ranNanos) {
        failures = ranNanos >= pace.health().toNanos() ? 1 : failures + 1;
        long whole =
                Math.min(pace.longest().toNanos(), pace.first().toNanos() << Math.min(failures - 1, MAX_DOUBLINGS));
        notBefore = nanos.getAsLong() + whole / 2 + random.applyAsLong(whole / 2 + 1);
    }

    /** Milliseconds until the next may be started, 0 when it may. */
    long remainingMillis() {
        long left = notBefore - nanos.getAsLong();
        return left <= 0 ? 0 : Duration.ofNanos(left).toMillis() + 1;
    }
}
