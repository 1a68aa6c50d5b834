package dev.sluice.provider.upstream.dialect;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/** Waits longer after each failure, by chance up to twice as long as another. Confined to one thread. */
public final class Backoff {
    static final Duration FIRST = Duration.ofMillis(250);
    static final Duration LONGEST = Duration.ofSeconds(30);

    private int failures;

    /** How long to wait before the next attempt, in milliseconds. */
    public long next() {
        long upper = Math.min(LONGEST.toMillis(), FIRST.toMillis() << Math.min(failures, 16));
        failures++;
        return upper / 2 + ThreadLocalRandom.current().nextLong(upper / 2 + 1);
    }

    /** It went well. */
    public void reset() {
        failures = 0;
    }
}
