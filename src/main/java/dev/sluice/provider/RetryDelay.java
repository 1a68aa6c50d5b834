package dev.sluice.provider;

import java.time.Duration;
import java.util.function.LongUnaryOperator;

/**
 * Exponential backoff with full jitter: before retry {@code n} (from 0) anything between nothing and
 * {@code min(max, initial * 2^n)}, so that callers that failed together do not come back together.
 *
 * @param random gives a number from 0 up to and without its argument
 */
record RetryDelay(Duration initial, Duration max, LongUnaryOperator random) {
    private static final int MAX_DOUBLINGS = 20;

    /** Milliseconds to wait. */
    long beforeRetry(int n) {
        long ceiling = Math.min(max.toMillis(), initial.toMillis() << Math.min(n, MAX_DOUBLINGS));
        return random.applyAsLong(ceiling + 1);
    }
}
