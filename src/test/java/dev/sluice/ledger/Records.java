package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import dev.sluice.config.LedgerConfig;
import dev.sluice.config.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Records and settings for tests. */
final class Records {
    static final Instant NOON = Instant.parse("2026-11-20T12:00:00.123456789Z");

    private Records() {}

    static AuditRecord call(int number) {
        return call(number, "https://issuer.example|user" + number % 3, "tool" + number % 2, "ok");
    }

    static AuditRecord call(int number, String principal, String tool, String outcome) {
        return new AuditRecord(
                NOON.plusSeconds(number),
                AuditRecord.CALL,
                "n1.0-" + number,
                principal,
                "192.0.2.7",
                "tools/call",
                tool,
                "demo",
                outcome,
                1_234,
                "2026-07-28",
                null);
    }

    /** The same record, made at another time. */
    static AuditRecord at(AuditRecord entry, Instant at) {
        return new AuditRecord(
                at,
                entry.kind(),
                entry.requestId(),
                entry.principal(),
                entry.address(),
                entry.method(),
                entry.target(),
                entry.provider(),
                entry.outcome(),
                entry.durationMicros(),
                entry.revision(),
                entry.detail());
    }

    /** As it is after it has been stored: with microseconds. */
    static AuditRecord stored(AuditRecord entry) {
        return at(entry, entry.at().truncatedTo(ChronoUnit.MICROS));
    }

    static AuditRecord event(String kind, int number) {
        return new AuditRecord(
                NOON, kind, "n1.0-" + number, null, "192.0.2.7", null, null, null, kind, 5, null, "signature");
    }

    static LedgerConfig embedded(int intake, int batch) {
        return new LedgerConfig(true, Optional.empty(), intake, batch, Duration.ofMillis(20));
    }

    static LedgerConfig server(String url, int intake, int batch) {
        return new LedgerConfig(true, Optional.of(new Secret(url)), intake, batch, Duration.ofMillis(20));
    }
}
