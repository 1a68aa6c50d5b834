package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.AuditSink;
import dev.sluice.bus.HealthSource;
import dev.sluice.config.LedgerConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * The audit trail: takes records from any thread at the cost of one compare-and-set and writes them in batches on a
 * thread of its own.
 *
 * <p>A record is safe once the batch it is in has been written; {@link #flush} says when. A database that is away makes
 * records wait in the bounded intake. What does not fit is lost and counted: in {@code mcp_ledger_lost_total}, in
 * {@code /health}, and, as soon as the database works, in a record of kind {@link #RECORDS_LOST}.
 */
public final class Ledger implements AuditSink {
    /** Kind of the record that tells how many records were lost. */
    public static final String RECORDS_LOST = "records_lost";

    /** How long the writer may go on when it is stopped. */
    public static final Duration STOP_WITHIN = Duration.ofSeconds(5);

    private static final Duration GRACE = Duration.ofMillis(500);

    private final Vertx vertx;
    private final String kind;
    private final RecordRing ring;
    private final LedgerMeters meters;
    private final SecurityLog security;
    private final LedgerWriter writer;
    private final Thread thread;
    private final long wakeMask;
    private final Promise<Integer> ended = Promise.promise();

    private Ledger(Vertx vertx, LedgerConfig config, Database database, MeterRegistry registry, InstantSource clock) {
        this.vertx = vertx;
        this.kind = database.kind();
        this.ring = new RecordRing(config.intake());
        this.meters = new LedgerMeters(registry, ring);
        this.security = new SecurityLog(clock);
        Turns turns = new Turns(this::hasNoTime);
        this.writer = new LedgerWriter(ring, new AuditStore(database, clock, turns), config, meters, security, clock);
        this.thread = Thread.ofPlatform().name("sluice-ledger").daemon().unstarted(this::write);
        this.wakeMask = wakeMask(config);
    }

    private boolean hasNoTime() {
        return writer.hasNoTime();
    }

    /* The writer is woken when a batch has come together: every power of two records, for the price of one "and". */
    private static long wakeMask(LedgerConfig config) {
        int most = Integer.highestOneBit(Math.max(1, config.intake() / 2));
        int batch = Integer.highestOneBit(Math.max(1, 2 * config.batch() - 1));
        return Math.min(most, batch) - 1L;
    }

    /** Makes a ledger that takes records at once and writes them as soon as its {@link #verticle} is deployed. */
    public static Ledger create(
            Vertx vertx, LedgerConfig config, Database database, MeterRegistry meters, InstantSource clock) {
        return new Ledger(vertx, config, database, meters, clock);
    }

    /** The verticle that runs the writer; deploy it once. Its undeployment is {@link #stop}. */
    public VerticleBase verticle() {
        return new LedgerVerticle(this);
    }

    @Override
    public boolean append(AuditRecord entry) {
        security.append(entry);
        long position = ring.offer(entry);
        if (position == RecordRing.REFUSED) {
            meters.lost(1);
            return false;
        }
        if ((position & wakeMask) == wakeMask) {
            LockSupport.unpark(thread);
        }
        return true;
    }

    /**
     * Completes when everything appended before is in the database for good, which takes as long as the database is
     * away. Fails with {@link DatabaseException} when the ledger stops first.
     */
    public Future<Void> flush() {
        Promise<Void> done = Promise.promise();
        if (ended.future().isComplete()) {
            return Future.failedFuture(new DatabaseException("The ledger is stopped"));
        }
        writer.flush(done);
        LockSupport.unpark(thread);
        return done.future();
    }

    void start() {
        thread.start();
    }

    /**
     * Takes nothing more, writes what waits for at most {@link #STOP_WITHIN}.
     *
     * @return completes with the number of records that were left unwritten; never fails
     */
    public Future<Integer> stop() {
        ring.close();
        writer.close(STOP_WITHIN);
        LockSupport.unpark(thread);
        vertx.timer(STOP_WITHIN.plus(GRACE).toMillis()).onSuccess(late -> ended.tryComplete(writer.left()));
        return ended.future();
    }

    private void write() {
        try {
            writer.run();
        } finally {
            ended.tryComplete(writer.left());
        }
    }

    /** How the ledger is, for {@code /health}: not vital, calls go on without it. */
    public HealthSource health() {
        return new Health();
    }

    private final class Health implements HealthSource {
        @Override
        public String name() {
            return "ledger";
        }

        @Override
        public boolean vital() {
            return false;
        }

        @Override
        public Future<Report> check() {
            LedgerState state = writer.state();
            Map<String, Object> details = new LinkedHashMap<>();
            details.put("kind", kind);
            details.put("waiting", ring.waiting());
            details.put("lost", meters.lostSoFar());
            if (!state.up()) {
                details.put("reason", state.reason());
            }
            return Future.succeededFuture(new Report(state.up(), details));
        }
    }
}
