package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.AuditSink;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes security events as structured lines of the logger {@code security}, at most {@link #LINES_PER_SECOND} of a
 * kind in a second; the others are counted and the count is logged. Thread-safe. On its own it is the sink of a gateway
 * whose ledger is switched off.
 */
public final class SecurityLog implements AuditSink {
    /** Lines of one kind written in one second. */
    public static final int LINES_PER_SECOND = 100;

    private static final Logger LOGGER = LoggerFactory.getLogger("security");

    private final InstantSource clock;
    private final Window authSuccess = new Window(AuditRecord.AUTH_SUCCESS);
    private final Window authFailure = new Window(AuditRecord.AUTH_FAILURE);
    private final Window permissionDenied = new Window(AuditRecord.PERMISSION_DENIED);
    private final Window rateLimitHit = new Window(AuditRecord.RATE_LIMIT_HIT);
    private final Window definitionWithheld = new Window(AuditRecord.DEFINITION_WITHHELD);
    private final Window definitionAccepted = new Window(AuditRecord.DEFINITION_ACCEPTED);

    public SecurityLog(InstantSource clock) {
        this.clock = clock;
    }

    /** Logs the record when it is a security event and its kind has a line left. Always true: nothing waits here. */
    @Override
    public boolean append(AuditRecord entry) {
        Window window = window(entry.kind());
        if (window != null && window.admit(clock.millis() / 1_000)) {
            LOGGER.atInfo()
                    .addKeyValue("event", entry.kind())
                    .addKeyValue("requestId", entry.requestId())
                    .addKeyValue("principal", entry.principal())
                    .addKeyValue("address", entry.address())
                    .addKeyValue("method", entry.method())
                    .addKeyValue("tool", entry.target())
                    .addKeyValue("outcome", entry.outcome())
                    .addKeyValue("detail", entry.detail())
                    .log("Security event");
        }
        return true;
    }

    /** Logs how many lines were held back in seconds that are over. Called now and then by the writer. */
    void summarise() {
        long second = clock.millis() / 1_000;
        authSuccess.summarise(second);
        authFailure.summarise(second);
        permissionDenied.summarise(second);
        rateLimitHit.summarise(second);
        definitionWithheld.summarise(second);
        definitionAccepted.summarise(second);
    }

    static boolean isSecurityEvent(String kind) {
        return switch (kind) {
            case AuditRecord.AUTH_SUCCESS,
                    AuditRecord.AUTH_FAILURE,
                    AuditRecord.PERMISSION_DENIED,
                    AuditRecord.RATE_LIMIT_HIT,
                    AuditRecord.DEFINITION_WITHHELD,
                    AuditRecord.DEFINITION_ACCEPTED -> true;
            default -> false;
        };
    }

    private @Nullable Window window(String kind) {
        return switch (kind) {
            case AuditRecord.AUTH_SUCCESS -> authSuccess;
            case AuditRecord.AUTH_FAILURE -> authFailure;
            case AuditRecord.PERMISSION_DENIED -> permissionDenied;
            case AuditRecord.RATE_LIMIT_HIT -> rateLimitHit;
            case AuditRecord.DEFINITION_WITHHELD -> definitionWithheld;
            case AuditRecord.DEFINITION_ACCEPTED -> definitionAccepted;
            default -> null;
        };
    }

    /** Counts the lines of one kind in the current second. Any thread. */
    private static final class Window {
        private static final int COUNT_BITS = 16;

        private final String kind;
        /** The second in the high bits, the lines written in it in the low ones. */
        private final AtomicLong state = new AtomicLong();

        private final LongAdder heldBack = new LongAdder();

        private Window(String kind) {
            this.kind = kind;
        }

        private boolean admit(long second) {
            while (true) {
                long seen = state.get();
                boolean fresh = seen >>> COUNT_BITS != second;
                if (!fresh && (seen & ((1 << COUNT_BITS) - 1)) >= LINES_PER_SECOND) {
                    heldBack.increment();
                    return false;
                }
                if (state.compareAndSet(seen, fresh ? (second << COUNT_BITS) + 1 : seen + 1)) {
                    if (fresh) {
                        report();
                    }
                    return true;
                }
            }
        }

        private void summarise(long second) {
            if (state.get() >>> COUNT_BITS != second) {
                report();
            }
        }

        private void report() {
            long count = heldBack.sumThenReset();
            if (count > 0) {
                LOGGER.atInfo()
                        .addKeyValue("event", kind)
                        .addKeyValue("count", count)
                        .log("Security events not logged one by one");
            }
        }
    }
}
