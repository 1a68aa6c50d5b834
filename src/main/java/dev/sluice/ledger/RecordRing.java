package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bounded intake: many threads offer, one takes. Offering is two compare-and-sets and the bytes of the record
 * written where one that was taken has been; nobody ever waits. What waits is bytes and not objects: thousands of small
 * objects that live for a tenth of a second are what makes a young collection long, and to whoever takes them they are
 * cold.
 *
 * <p>Any thread: {@link #offer}, {@link #close}, {@link #waiting}, {@link #claimed}. Writer thread only: {@link #poll}.
 */
final class RecordRing {
    private static final Logger LOGGER = LoggerFactory.getLogger(RecordRing.class);

    /** What {@link #offer} answers when the record was not taken. */
    static final long REFUSED = -1;

    /** Set in the producer index by {@link #close}: larger than any position, so that every later offer finds it full. */
    private static final long CLOSED = 1L << 62;

    private final int capacity;
    private final int mask;
    private final SpareWriters spares = new SpareWriters();
    private final @Nullable ByteWriter[] places;
    /** For each place the position after the one whose record is complete in it. */
    private final AtomicLongArray complete;

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
        this.places = new @Nullable ByteWriter[length];
        this.complete = new AtomicLongArray(length);
        this.knownLimit.set(capacity);
    }

    /**
     * @return the record's position, counted from 0, or {@link #REFUSED} when the ring is full or closed, or the record
     *     lacks what every record has
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
        return write(position, entry) ? position : REFUSED;
    }

    /* Whatever happens, the place is completed: an incomplete one would stop the writer for good. */
    private boolean write(long position, AuditRecord entry) {
        int place = (int) position & mask;
        try {
            ByteWriter out = spares.take();
            RecordCodec.encodeClean(out, entry);
            places[place] = out;
            return true;
        } catch (RuntimeException e) {
            LOGGER.atError().setCause(e).log("An audit record could not be taken");
            return false;
        } finally {
            complete.setRelease(place, position + 1);
        }
    }

    /**
     * Moves the oldest record into a batch.
     *
     * @return false when there is none whose producer has finished
     */
    boolean poll(RecordBatch into) {
        long position = consumer.get();
        int place = (int) position & mask;
        if (complete.getAcquire(place) != position + 1) {
            return false;
        }
        ByteWriter record = places[place];
        if (record != null) {
            into.add(record);
            places[place] = null;
            spares.give(record);
        }
        consumer.setRelease(position + 1);
        return true;
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
