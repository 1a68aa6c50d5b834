package dev.sluice.ledger;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How the writer shares a CPU with the threads that serve calls. A scheduler lets a thread that seldom runs finish a
 * whole slice, a millisecond and more, while a call waits; and a thread that merely yields is chosen again, since it is
 * owed that time. So the writer works in short turns and rests between them, unless it falls behind. Writer thread
 * only.
 */
final class Turns {
    /** Records of a turn: about 200 microseconds. Each rest costs the caches of a CPU what they hold. */
    private static final int RECORDS = 512;

    /** Shortest rest there is: the timer of the system adds some 50 microseconds. */
    private static final long REST_NANOS = 1_000;

    private final BooleanSupplier behind;

    /** @param behind whether there is so much to write that the writer has no time to rest */
    Turns(BooleanSupplier behind) {
        this.behind = behind;
    }

    /**
     * Ends the turn every now and then.
     *
     * @param done records that the writer has done with so far
     */
    void after(int done) {
        if (done % RECORDS == 0) {
            end();
        }
    }

    /** Rests before what takes a turn by itself. */
    void end() {
        if (!behind.getAsBoolean()) {
            LockSupport.parkNanos(this, REST_NANOS);
        }
    }
}
