package dev.sluice.provider;

import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps retries to a share of the calls of one provider, so that a failing provider is not hit harder than a healthy
 * one. A token bucket: every call earns {@code percent} hundredths of a retry, saved up to {@value #SAVED_RETRIES}
 * retries. When nothing is left, one retry in {@value #IDLE_MILLIS} ms is still granted, for a provider with few calls.
 * Shared by the shards; thread-safe.
 */
final class RetryBudget {
    static final int SAVED_RETRIES = 10;
    static final int FIRST_RETRIES = 3;
    static final long IDLE_MILLIS = 10_000;

    private static final long COST = 100;

    private final int percent;
    private final InstantSource clock;
    private final AtomicLong balance;
    private final AtomicLong lastGrant = new AtomicLong();

    RetryBudget(int percent, InstantSource clock) {
        this.percent = percent;
        this.clock = clock;
        this.balance = new AtomicLong(percent > 0 ? FIRST_RETRIES * COST : 0);
    }

    /** Counts one call. */
    void earn() {
        // Reading first keeps a healthy provider's shards from writing to one shared field on every call.
        if (balance.get() < SAVED_RETRIES * COST) {
            balance.addAndGet(percent);
        }
    }

    /** Takes one retry out of the budget; false when there is none. */
    boolean spend() {
        if (percent == 0) {
            return false;
        }
        for (long saved = balance.get(); saved >= COST; saved = balance.get()) {
            if (balance.compareAndSet(saved, saved - COST)) {
                lastGrant.set(clock.millis());
                return true;
            }
        }
        long last = lastGrant.get();
        long now = clock.millis();
        return now - last >= IDLE_MILLIS && lastGrant.compareAndSet(last, now);
    }
}
