package dev.sluice.catalog;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.AuditSink;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Makes visible what is not served: figures, and records of definitions that begin and end to wait for a review. Confined to
 * the event loop of the catalogue's owner, but for what the meters read.
 */
final class CatalogTrail {
    /** Characters of a difference that a record has at most. */
    static final int MAX_DIFF = 1_000;
    /** Differences that are told of one catalogue, and bytes of a definition of which one is told: comparing takes time. */
    static final int MAX_DIFFS = 10;

    static final int MAX_COMPARED = 16 * 1024;

    private static final String WITHHELD = "withheld";
    private static final String SERVED = "served";

    private final MeterRegistry meters;
    private final AuditSink audit;
    private final InstantSource clock;
    private final Map<Reason, AtomicInteger> byReason = new ConcurrentHashMap<>();
    private final AtomicInteger overlaps;
    private final Map<String, AtomicInteger> byProvider = new ConcurrentHashMap<>();

    CatalogTrail(MeterRegistry meters, AuditSink audit, InstantSource clock) {
        this.meters = meters;
        this.audit = audit;
        this.clock = clock;
        this.overlaps = new AtomicInteger();
        Gauge.builder("mcp.catalog.overlaps", overlaps, AtomicInteger::get)
                .description("Pairs of services with resources of the same URIs, of which one is read")
                .register(meters);
        for (Reason reason : Reason.values()) {
            byReason.put(reason, gauge("mcp.catalog.withheld", "Names that are not served", "reason", reason.word()));
        }
    }

    /** There is a new catalogue. */
    void tell(Built before, Built now, Pins pins) {
        byReason.forEach((reason, count) -> count.set((int)
                now.withheld().stream().filter(one -> one.reason() == reason).count()));
        overlaps.set(now.overlaps());
        now.quarantined().forEach(one -> byProvider.computeIfAbsent(one.provider(), this::ofProvider));
        byProvider.forEach((provider, count) -> count.set((int) now.quarantined().stream()
                .filter(one -> one.provider().equals(provider))
                .count()));
        Set<Definition> known = new HashSet<>(before.quarantined());
        int told = 0;
        for (Definition one : now.quarantined()) {
            if (!known.contains(one)) {
                boolean compared = told < MAX_DIFFS;
                told++;
                append(AuditRecord.DEFINITION_WITHHELD, one, WITHHELD, difference(one, pins, compared));
            }
        }
        Set<String> waiting = now.quarantined().stream().map(CatalogTrail::key).collect(Collectors.toSet());
        before.quarantined().stream()
                .filter(one -> !waiting.contains(key(one)))
                .forEach(one -> append(AuditRecord.DEFINITION_ACCEPTED, one, SERVED, acceptance(one, pins)));
    }

    private void append(String kind, Definition definition, String outcome, String detail) {
        audit.append(new AuditRecord(
                clock.instant(),
                kind,
                "",
                null,
                "",
                null,
                definition.publicName(),
                definition.provider(),
                outcome,
                0,
                null,
                detail));
    }

    private static String key(Definition definition) {
        return definition.kind() + "\0" + definition.provider() + '\0' + definition.name();
    }

    private static String difference(Definition definition, Pins pins, boolean compared) {
        Pin pin = pins.of(definition);
        if (pin == null) {
            return "New, never accepted: " + definition.digest();
        }
        if (!compared || Math.max(pin.definition().length(), definition.json().length()) > MAX_COMPARED) {
            return "Changed from " + pin.digest() + " to " + definition.digest() + '.';
        }
        List<String> lines =
                LineDiff.of(CanonicalJson.pretty(pin.definition(), ""), CanonicalJson.pretty(definition.json(), ""));
        String diff = lines.stream().map(Visible::of).collect(Collectors.joining("\n"));
        return diff.length() <= MAX_DIFF ? diff : diff.substring(0, MAX_DIFF) + '…';
    }

    private static String acceptance(Definition definition, Pins pins) {
        Pin pin = pins.of(definition);
        if (pin == null) {
            return "It is not offered any more.";
        }
        return pin.digest().equals(definition.digest())
                ? "Accepted by " + pin.acceptedBy() + " at " + pin.acceptedAt() + '.'
                : "It is not offered any more with another definition than the accepted one.";
    }

    private AtomicInteger ofProvider(String provider) {
        return gauge("mcp.catalog.quarantined", "Definitions that wait to be reviewed", "provider", provider);
    }

    private AtomicInteger gauge(String name, String description, String tag, String value) {
        AtomicInteger count = new AtomicInteger();
        Gauge.builder(name, count, AtomicInteger::get)
                .description(description)
                .tags(Tags.of(Tag.of(tag, value)))
                .register(meters);
        return count;
    }
}
