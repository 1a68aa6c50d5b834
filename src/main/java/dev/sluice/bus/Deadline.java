package dev.sluice.bus;

import java.time.Duration;
import java.time.InstantSource;

/**
 * The instant after which nobody waits for an answer any more. Absolute, so that every stage can look at it.
 *
 * @param epochMillis milliseconds since the epoch
 */
public record Deadline(long epochMillis) {
    public static Deadline in(Duration time, InstantSource clock) {
        return new Deadline(clock.millis() + time.toMillis());
    }

    /** Milliseconds that are left, 0 when there are none. */
    public long remainingMillis(InstantSource clock) {
        return Math.max(0, epochMillis - clock.millis());
    }

    public boolean hasPassed(InstantSource clock) {
        return clock.millis() >= epochMillis;
    }

    /** The earlier of two. */
    public Deadline atMost(Deadline other) {
        return other.epochMillis < epochMillis ? other : this;
    }
}
