package dev.sluice.ledger;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How the writer shares a CPU with the threads that serve calls. A scheduler lets a thread that seldom runs finish a
 * whole slice, a millisecond and more, while a call waits; and a thread that merely yields, or rests for a moment, is
 * chosen again before them, since it is owed that time. So the writer works in short turns and rests between them for
 * several times as long, unless it falls behind. Writer thread only.
 */
final class Turns {
    /** A turn. Shorter ones cost the CPU's caches what they hold too often. */
    static final long TURN_NANOS = 200_000;

    /**
     * Between two turns. With a tenth of this the writer takes three quarters of a busy CPU for as long as it has work,
     * because each time that it wakes up it is preferred to a thread that was busy meanwhile.
     */
    static final long REST_NANOS = 1_000_000;

    /** Records between two looks at the clock. */
    private static final int RECORDS = 64;

    private final BooleanSupplier behind;
    private final LongSupplier clock;
    private final LongConsumer rest;
    private long begin;

    /** @param behind whether there is so much to write, or somebody waits for it, that the writer has no time to rest */
    Turns(BooleanSupplier behind) {
        this(behind, System::nanoTime, nanos -> LockSupport.parkNanos(Turns.class, nanos));
    }

    Turns(BooleanSupplier behind, LongSupplier clock, LongConsumer rest) {
        this.behind = behind;
        this.clock = clock;
        this.rest = rest;
        this.begin = clock.getAsLong();
    }

    /** The writer has rested by itself, so a turn begins. */
    void begin() {
        begin = clock.getAsLong();
    }

    /**
     * Ends the turn when its time is over.
     *
     * @param done records that the writer has done with so far
     */
    void after(int done) {
        if (done % RECORDS == 0 && clock.getAsLong() - begin >= TURN_NANOS) {
            end();
        }
    }

    /** Rests before what takes a turn by itself. */
    void end() {
        if (!behind.getAsBoolean()) {
            rest.accept(REST_NANOS);
        }
        begin();
    }
}
