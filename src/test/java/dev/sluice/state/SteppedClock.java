package dev.sluice.state;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to go on. */
final class SteppedClock implements InstantSource {
    private final AtomicLong millis = new AtomicLong(1_000_000_000L);

    @Override
    public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
    }

    void advance(long by) {
        millis.addAndGet(by);
    }
}
