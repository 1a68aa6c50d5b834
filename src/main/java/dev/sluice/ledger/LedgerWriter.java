package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import dev.sluice.config.LedgerConfig;
import dev.sluice.ledger.RecordBatch.Part;
import io.vertx.core.Promise;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that moves records from the ring into the database.
 *
 * <p>A batch stays in hand until the database has it: a failing database is tried again with growing pauses while the
 * ring fills behind it, so memory is bounded by the ring and one batch. A record that the database refuses for what is
 * in it is counted as lost, and the others go on.
 */
final class LedgerWriter implements Runnable {
    private static final Logger LOGGER = LoggerFactory.getLogger(LedgerWriter.class);
    private static final long FIRST_PAUSE = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_PAUSE = Duration.ofSeconds(10).toNanos();
    private static final long LONGEST_SILENCE = Duration.ofSeconds(5).toNanos();

    private final RecordRing ring;
    private final AuditStore store;
    private final LedgerConfig config;
    private final LedgerMeters meters;
    private final SecurityLog security;
    private final InstantSource clock;

    // Writer thread.
    private final RecordBatch batch = new RecordBatch();
    private int attemptSize = Integer.MAX_VALUE;
    private long lastContact = System.nanoTime() - LONGEST_SILENCE;
    private long pause = FIRST_PAUSE;

    // Any thread.
    private final Queue<Flush> flushes = new ConcurrentLinkedQueue<>();
    private volatile LedgerState state = LedgerState.CONNECTING;
    private volatile boolean closing;
    private volatile long closeBy;

    /** Somebody waits until the first {@code upTo} records are written. */
    private record Flush(long upTo, Promise<Void> done) {}

    LedgerWriter(
            RecordRing ring,
            AuditStore store,
            LedgerConfig config,
            LedgerMeters meters,
            SecurityLog security,
            InstantSource clock) {
        this.ring = ring;
        this.store = store;
        this.config = config;
        this.meters = meters;
        this.security = security;
        this.clock = clock;
    }

    LedgerState state() {
        return state;
    }

    /** Completes {@code done} when everything offered before is written. The caller wakes the thread. */
    void flush(Promise<Void> done) {
        flushes.add(new Flush(ring.claimed(), done));
    }

    /** Makes the thread write what is left and end, at the latest after the given time. The caller wakes the thread. */
    void close(Duration within) {
        closeBy = System.nanoTime() + within.toNanos();
        closing = true;
    }

    @Override
    public void run() {
        try {
            while (!closing) {
                drain();
                security.summarise();
                if (!closing && flushes.isEmpty()) {
                    LockSupport.parkNanos(this, config.flushInterval().toNanos());
                }
            }
            drain();
            state = LedgerState.STOPPED;
        } catch (Throwable broken) {
            state = LedgerState.BROKEN;
            LOGGER.atError().setCause(broken).log("The ledger's writer failed");
            throw broken;
        } finally {
            leave();
        }
    }

    /**
     * Writes what waits, and goes on as long as a whole batch does or nobody may wait any longer; or gives up because
     * the thread must end. What is left after that waits for its batch to fill, at most for the flush interval: a
     * transaction costs as much as hundreds of records, and to write whatever has come in the meantime, over and over,
     * makes most of them small.
     */
    private void drain() {
        do {
            if (!fill()) {
                break;
            }
            while (!write()) {
                if (!pauseBeforeRetry()) {
                    return;
                }
            }
        } while (hasNoTime());
        completeFlushes();
        while (System.nanoTime() - lastContact >= LONGEST_SILENCE && !attempt(store::touch)) {
            if (!pauseBeforeRetry()) {
                return;
            }
        }
    }

    /** Whether a whole batch waits or somebody waits for what was offered. */
    boolean hasNoTime() {
        return closing || !flushes.isEmpty() || ring.waiting() >= config.batch();
    }

    /** Whether there is something to write. */
    private boolean fill() {
        while (batch.size() < config.batch() && ring.poll(batch)) {
            // Moved.
        }
        long lost = meters.takeUnrecorded();
        if (lost > 0) {
            batch.add(lossRecord(lost));
            LOGGER.atWarn().addKeyValue("count", lost).log("Audit records were lost");
        }
        return !batch.isEmpty();
    }

    private AuditRecord lossRecord(long count) {
        String detail = "count=" + count;
        return new AuditRecord(
                clock.instant(), Ledger.RECORDS_LOST, "-", null, "-", null, null, null, "lost", 0, null, detail);
    }

    /** Whether the whole batch has left: written, or given up because the database will never take it. */
    private boolean write() {
        while (!batch.isEmpty()) {
            Part part = batch.part(attemptSize);
            long begin = System.nanoTime();
            if (!attempt(() -> store.append(part))) {
                return batch.isEmpty();
            }
            meters.written(part, System.nanoTime() - begin);
            batch.drop(part.size());
        }
        attemptSize = Integer.MAX_VALUE;
        completeFlushes();
        return true;
    }

    private boolean attempt(Work work) {
        try {
            work.run();
            lastContact = System.nanoTime();
            pause = FIRST_PAUSE;
            changeTo(LedgerState.UP);
            return true;
        } catch (SQLException | RuntimeException e) {
            failed(e);
        } catch (Error e) {
            // PostgreSQL's driver throws an AssertionError when a connection breaks in the middle of a batch.
            failed(new SQLException("The driver failed", LedgerState.DRIVER_FAILED, e));
        }
        return false;
    }

    private void failed(Exception failure) {
        changeTo(LedgerState.down(failure));
        LOGGER.atDebug().setCause(failure).log("The ledger's database failed");
        if (LedgerState.isAboutTheData(failure)) {
            isolate();
        }
    }

    /** Narrows a refused batch down to single records, and drops the single one that is refused. */
    private void isolate() {
        if (attemptSize > 1) {
            attemptSize = 1;
        } else if (!batch.isEmpty()) {
            batch.drop(1);
            meters.lost(1);
        }
    }

    private void changeTo(LedgerState next) {
        LedgerState before = state;
        state = next;
        if (before.equals(next)) {
            return;
        }
        if (next.up()) {
            LOGGER.atInfo().addKeyValue("waiting", ring.waiting()).log("The ledger's database works");
        } else {
            LOGGER.atWarn()
                    .addKeyValue("reason", next.reason())
                    .addKeyValue("waiting", ring.waiting())
                    .log("The ledger's database does not work, records wait");
        }
    }

    /** Whether there is time to try again. */
    private boolean pauseBeforeRetry() {
        if (closing && System.nanoTime() - closeBy >= 0) {
            return false;
        }
        long until = System.nanoTime() + ThreadLocalRandom.current().nextLong(pause / 2, pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
        boolean wasClosing = closing;
        for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
            LockSupport.parkNanos(this, Math.min(left, FIRST_PAUSE));
            security.summarise();
            if (closing && !wasClosing) {
                pause = FIRST_PAUSE;
                break;
            }
        }
        return true;
    }

    private void completeFlushes() {
        Flush next = flushes.peek();
        while (next != null && next.upTo() <= ring.taken() && batch.isEmpty()) {
            flushes.remove();
            next.done().complete();
            next = flushes.peek();
        }
    }

    /** Counts what could not be written and tells whoever waits. */
    private void leave() {
        int left = left();
        if (left > 0) {
            meters.lost(left);
            LOGGER.atWarn().addKeyValue("count", left).log("Audit records were left unwritten");
        }
        for (Flush next = flushes.poll(); next != null; next = flushes.poll()) {
            next.done().tryFail(new DatabaseException("The ledger was stopped before everything was written"));
        }
    }

    /** Records accepted but not written. Exact when the thread has ended. */
    int left() {
        return ring.waiting() + batch.size();
    }

    /** Something that talks to the database. */
    private interface Work {
        void run() throws SQLException;
    }
}
