package dev.sluice.ledger;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Writers whose bytes nobody needs any more, for the records to come. So few that they stay in the cache of a CPU, and
 * that a burst of records leaves no memory taken behind it. Nobody ever waits.
 *
 * <p>Any thread: {@link #take}. One thread: {@link #give}.
 */
final class SpareWriters {
    /** How many are kept: what waits at a time while the ledger's writer keeps up. */
    static final int MOST = 2048;

    /** Bytes that a new one has room for: most records fit. */
    private static final int ROOM = 256;

    /** One that has grown larger is not kept. */
    static final int LARGEST = 1024;

    private final AtomicReferenceArray<ByteWriter> spares = new AtomicReferenceArray<>(MOST);
    private final AtomicLong given = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();

    /** An empty one. */
    ByteWriter take() {
        while (true) {
            long position = taken.get();
            if (position >= given.get()) {
                return new ByteWriter(ROOM);
            }
            // Read before it is claimed: as long as it is not, nobody puts another one in its place.
            ByteWriter spare = spares.getPlain(place(position));
            if (taken.compareAndSet(position, position + 1)) {
                spare.clear();
                return spare;
            }
        }
    }

    /** Takes one back, or leaves it to the collector when there are enough. */
    void give(ByteWriter spare) {
        long position = given.getPlain();
        if (spare.capacity() <= LARGEST && position - taken.get() < MOST) {
            spares.setPlain(place(position), spare);
            given.setRelease(position + 1);
        }
    }

    private static int place(long position) {
        return (int) position & MOST - 1;
    }
}
