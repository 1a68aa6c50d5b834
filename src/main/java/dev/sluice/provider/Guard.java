package dev.sluice.provider;

/**
 * What stands around one provider, shared by its shards.
 *
 * @param breaker when it is left alone
 * @param budget how many retries it is asked for
 * @param delay how long a retry waits
 * @param retries counts them
 */
record Guard(Breaker breaker, RetryBudget budget, RetryDelay delay, RetryMeters retries) {
    static final long NO_RETRY = -1;

    /**
     * Whether and when a call that failed is tried again; takes the retry out of the budget.
     *
     * @param harmless whether the attempt surely did nothing, so that even a call which may not be repeated can be tried again
     * @param most retries allowed for one call
     * @param left milliseconds until the call's deadline
     * @return milliseconds to wait, or {@link #NO_RETRY}
     */
    long retryIn(RunningCall it, boolean harmless, int most, long left) {
        if (!(harmless || it.mayBeRetried()) || it.retries >= most || breaker.state() != Breaker.State.CLOSED) {
            return NO_RETRY;
        }
        long wait = Math.max(1, delay.beforeRetry(it.retries));
        if (wait >= left) {
            return NO_RETRY;
        }
        if (!budget.spend()) {
            retries.denied().increment();
            return NO_RETRY;
        }
        return wait;
    }
}
