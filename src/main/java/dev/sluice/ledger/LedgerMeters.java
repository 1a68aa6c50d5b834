package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import dev.sluice.ledger.RecordBatch.Part;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What the ledger counts. Thread-safe. */
final class LedgerMeters {
    private final Counter lost;
    private final Timer batch;
    private final LongAdder calls = new LongAdder();
    private final LongAdder events = new LongAdder();
    /** Losses that the ledger itself does not hold a record of yet. */
    private final LongAdder unrecorded = new LongAdder();

    LedgerMeters(MeterRegistry meters, RecordRing ring) {
        this.lost = Counter.builder("mcp.ledger.lost")
                .description("Audit records lost because the intake was full or the database refused them")
                .register(meters);
        this.batch = Timer.builder("mcp.ledger.batch")
                .description("Time to write one batch of audit records")
                .register(meters);
        Gauge.builder("mcp.ledger.waiting", ring, RecordRing::waiting)
                .description("Audit records that wait to be written")
                .register(meters);
        Gauge.builder("mcp.audits.count", calls, LongAdder::sum)
                .description("Records of calls written to the ledger since the start")
                .register(meters);
        Gauge.builder("mcp.events.count", events, LongAdder::sum)
                .description("Security events written to the ledger since the start")
                .register(meters);
    }

    void lost(long count) {
        lost.increment((double) count);
        unrecorded.add(count);
    }

    long takeUnrecorded() {
        return unrecorded.sumThenReset();
    }

    long lostSoFar() {
        return (long) lost.count();
    }

    void written(Part records, long nanos) {
        batch.record(Duration.ofNanos(nanos));
        for (int i = 0; i < records.size(); i++) {
            String kind = records.kind(i);
            if (kind.equals(AuditRecord.CALL)) {
                calls.increment();
            } else if (SecurityLog.isSecurityEvent(kind)) {
                events.increment();
            }
        }
    }
}
