package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The bounded intake: many threads offer, one takes. Offering is one compare-and-set and one store; nobody ever waits.
 *
 * <p>Any thread: {@link #offer}, {@link #close}, {@link #waiting}, {@link #claimed}. Writer thread only: {@link #poll}.
 */
final class RecordRing {
    /** What {@link #offer} answers when the record was not taken. */
    static final long REFUSED = -1;

    /** Set in the producer index by {@link #close}: larger than any position, so that every later offer finds it full. */
    private static final long CLOSED = 1L << 62;

    private final int capacity;
    private final int mask;
    private final AtomicReferenceArray<@Nullable AuditRecord> slots;
    private final AtomicLong producer = new AtomicLong();
    private final AtomicLong consumer = new AtomicLong();
    /** A lower bound of {@code consumer + capacity}, so that producers rarely read the consumer's index. */
    private final AtomicLong knownLimit = new AtomicLong();

    RecordRing(int capacity) {
        if (capacity < 1 || capacity > 1 << 24) {
            throw new IllegalArgumentException("ledger.intake must be between 1 and 16777216");
        }
        this.capacity = capacity;
        int length = Math.max(2, Integer.highestOneBit(capacity - 1) << 1);
        this.mask = length - 1;
        this.slots = new AtomicReferenceArray<>(length);
        this.knownLimit.set(capacity);
    }

    /**
     * @return the record's position, counted from 0, or {@link #REFUSED} when the ring is full or closed
     */
    long offer(AuditRecord entry) {
        long limit = knownLimit.get();
        long position;
        do {
            position = producer.get();
            if (position >= limit) {
                limit = consumer.get() + capacity;
                if (position >= limit) {
                    return REFUSED;
                }
                knownLimit.lazySet(limit);
            }
        } while (!producer.compareAndSet(position, position + 1));
        slots.setRelease((int) position & mask, entry);
        return position;
    }

    /** The oldest record, or null when there is none whose producer has finished. */
    @Nullable
    AuditRecord poll() {
        long position = consumer.get();
        int slot = (int) position & mask;
        AuditRecord entry = slots.getAcquire(slot);
        if (entry != null) {
            slots.setPlain(slot, null);
            consumer.setRelease(position + 1);
        }
        return entry;
    }

    /** Refuses every later offer. Those that were accepted before can still be taken. */
    void close() {
        producer.getAndUpdate(position -> position | CLOSED);
    }

    /** Records ever accepted. */
    long claimed() {
        return producer.get() & ~CLOSED;
    }

    /** Records ever taken. */
    long taken() {
        return consumer.get();
    }

    int waiting() {
        return (int) Math.max(0, claimed() - taken());
    }
}
