package dev.sluice.identity;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The figures of the identity check; handles are made once. Thread-safe. */
final class AuthMetrics {
    /** How a request for a verdict ended. */
    enum Result {
        VERIFIED,
        CACHED,
        REJECTED,
        REFUSED
    }

    /** How a look at the key set ended. */
    enum Refresh {
        CHANGED,
        UNCHANGED,
        FAILED
    }

    private final MeterRegistry meters;
    private final Clock clock;
    private final Map<Result, Counter> results;
    private final Map<Refresh, Counter> refreshes;
    private final Map<RejectionReason, Counter> failures = new EnumMap<>(RejectionReason.class);
    private final Counter acceptedHits;
    private final Counter rejectedHits;
    private final Counter budgetRefusals;
    private final Timer signatures;
    private final List<TokenCache> caches = new CopyOnWriteArrayList<>();

    AuthMetrics(MeterRegistry meters) {
        this.meters = meters;
        this.clock = meters.config().clock();
        this.results = counters(
                Result.class,
                "mcp.auth.verifications",
                "result",
                "Tokens judged, by how it ended",
                new EnumMap<>(Result.class));
        this.refreshes = counters(
                Refresh.class,
                "mcp.auth.key.refreshes",
                "result",
                "Looks at the key set, by how they ended",
                new EnumMap<>(Refresh.class));
        for (RejectionReason reason : RejectionReason.values()) {
            failures.put(
                    reason,
                    counter("mcp.auth.failures", "Tokens that were not accepted, by reason", "reason", reason.tag()));
        }
        this.acceptedHits = counter("mcp.auth.cache.hits", "Tokens answered from memory", "cache", "accepted");
        this.rejectedHits = counter("mcp.auth.cache.hits", "Tokens answered from memory", "cache", "rejected");
        this.budgetRefusals = Counter.builder("mcp.auth.budget.refusals")
                .description("Tokens refused unheard because their address had spent its failures")
                .register(meters);
        this.signatures = Timer.builder("mcp.auth.verification")
                .description("Time one signature check took")
                .register(meters);
        gauge(
                "mcp.auth.cache.size",
                "Tokens remembered on this node",
                caches,
                all -> all.stream().mapToLong(TokenCache::size).sum());
    }

    /** Shows how many keys there are, how many addresses are watched. */
    void watch(KeyRing ring, FailureBudget budget) {
        gauge(
                "mcp.auth.keys",
                "Keys that tokens can be verified with",
                ring,
                of -> of.status().keys());
        gauge("mcp.auth.budget.addresses", "Addresses with failures in the last minutes", budget, FailureBudget::size);
    }

    void add(TokenCache cache) {
        caches.add(cache);
    }

    void remove(TokenCache cache) {
        caches.remove(cache);
    }

    /** A moment for {@link #signatureChecked} and {@link #microsSince}. */
    long now() {
        return clock.monotonicTime();
    }

    long microsSince(long began) {
        return TimeUnit.NANOSECONDS.toMicros(clock.monotonicTime() - began);
    }

    void signatureChecked(long began) {
        signatures.record(clock.monotonicTime() - began, TimeUnit.NANOSECONDS);
    }

    void verified() {
        count(results, Result.VERIFIED);
    }

    void answeredFromCache() {
        count(results, Result.CACHED);
        acceptedHits.increment();
    }

    void rejected(RejectionReason reason) {
        count(results, Result.REJECTED);
        count(failures, reason);
    }

    void rejectedFromCache() {
        rejectedHits.increment();
    }

    void refusedUnheard() {
        count(results, Result.REFUSED);
        budgetRefusals.increment();
    }

    void refreshed(Refresh result) {
        count(refreshes, result);
    }

    private static <E extends Enum<E>> void count(Map<E, Counter> counters, E which) {
        Counter counter = counters.get(which);
        if (counter != null) {
            counter.increment();
        }
    }

    private <E extends Enum<E>> Map<E, Counter> counters(
            Class<E> type, String name, String tag, String description, Map<E, Counter> into) {
        for (E value : type.getEnumConstants()) {
            into.put(value, counter(name, description, tag, value.name().toLowerCase(Locale.ROOT)));
        }
        return into;
    }

    private Counter counter(String name, String description, String tag, String value) {
        return Counter.builder(name).description(description).tag(tag, value).register(meters);
    }

    private <T> void gauge(String name, String description, T of, ToDoubleFunction<T> value) {
        Gauge.builder(name, of, value)
                .description(description)
                .strongReference(true)
                .register(meters);
    }
}
