package dev.sluice.edge;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.AuditSink;
import dev.sluice.bus.Limits;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RefusalCode;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes down how requests ended: meters for all of them, one audit record for each that asked for work, and an event
 * for a refused role or the first hit of a limit in its window (so that a flood of refusals does not become a flood of
 * records). Confined to the event loop of its shard.
 */
final class Journal {
    private static final int MAX_HITS = 1_024;

    private final EdgeMeters meters;
    private final AuditSink audit;
    private final InstantSource clock;
    private final Map<String, Long> hits = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MAX_HITS;
        }
    };

    Journal(EdgeMeters meters, AuditSink audit, InstantSource clock) {
        this.meters = meters;
        this.audit = audit;
        this.clock = clock;
    }

    /** A request that reached a method has its answer. */
    Answer answered(Inquiry inquiry, Answer answer) {
        Exchange exchange = inquiry.exchange();
        long nanos = System.nanoTime() - exchange.startedNanos();
        Method method = inquiry.method();
        meters.answered(method, answer, nanos);
        if (method != null && method.isWork()) {
            Instant now = clock.instant();
            append(now, AuditRecord.CALL, inquiry, answer, nanos);
            if (answer.refuses(RefusalCode.INSUFFICIENT_PERMISSIONS)) {
                append(now, AuditRecord.PERMISSION_DENIED, inquiry, answer, nanos);
            } else if (answer.refuses(RefusalCode.RATE_LIMIT_EXCEEDED)
                    && isFirstHit(exchange.principal().key(), exchange.standing(), now)) {
                append(now, AuditRecord.RATE_LIMIT_HIT, inquiry, answer, nanos);
            }
        }
        return answer;
    }

    /** A request that reached no method has its answer. */
    Answer turnedAway(Exchange exchange, Answer answer) {
        long nanos = System.nanoTime() - exchange.startedNanos();
        meters.answered(null, answer, nanos);
        Instant now = clock.instant();
        if (answer.refuses(RefusalCode.RATE_LIMIT_EXCEEDED)
                && isFirstHit(exchange.address(), exchange.standing(), now)) {
            audit.append(new AuditRecord(
                    now,
                    AuditRecord.RATE_LIMIT_HIT,
                    exchange.requestId(),
                    null,
                    exchange.address(),
                    null,
                    null,
                    null,
                    answer.outcome(),
                    TimeUnit.NANOSECONDS.toMicros(nanos),
                    null,
                    exchange.standing().scope()));
        }
        return answer;
    }

    private void append(Instant now, String kind, Inquiry inquiry, Answer answer, long nanos) {
        Exchange exchange = inquiry.exchange();
        Method method = inquiry.method();
        audit.append(new AuditRecord(
                now,
                kind,
                inquiry.requestId(),
                exchange.principal().key(),
                exchange.address(),
                method == null ? null : method.wire(),
                inquiry.target(),
                inquiry.provider(),
                answer.outcome(),
                TimeUnit.NANOSECONDS.toMicros(nanos),
                inquiry.revision(),
                detail(answer)));
    }

    private static @Nullable String detail(Answer answer) {
        return answer.refusal() == null ? null : answer.refusal().message();
    }

    private boolean isFirstHit(String key, Limits.Standing standing, Instant now) {
        long millis = now.toEpochMilli();
        Long until = hits.get(key);
        if (until != null && millis < until) {
            return false;
        }
        hits.remove(key);
        hits.put(key, millis + Math.max(1_000, standing.reset().toMillis()));
        return true;
    }
}
