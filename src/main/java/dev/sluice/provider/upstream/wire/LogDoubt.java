package dev.sluice.provider.upstream.wire;

import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/**
 * Whose a log message may be that does not say whose it is, though one call runs: a server may go on for a while with one that
 * was given up, and what it logs of that is for nobody but its caller. Confined to one event loop.
 */
public final class LogDoubt {
    /** How long a server may go on, in milliseconds. */
    public static final long MILLIS = 60_000;

    private final InstantSource clock;
    private long until = Long.MIN_VALUE;
    private @Nullable String caller;

    public LogDoubt(InstantSource clock) {
        this.clock = clock;
    }

    /** A call of this caller was given up. */
    public void gaveUp(String of) {
        long now = clock.millis();
        caller = now >= until || of.equals(caller) ? of : null;
        until = now + MILLIS;
    }

    /** Whether it may be of a call of somebody else. */
    public boolean keepsFrom(String who) {
        return clock.millis() < until && !who.equals(caller);
    }
}
