package dev.sluice.edge.stream;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The meters of event streams, made once for a node. Thread-safe. */
final class StreamMeters {
    private final Map<StreamKind, AtomicInteger> open = new EnumMap<>(StreamKind.class);
    private final AtomicInteger kept = new AtomicInteger();
    private final AtomicLong keptBytes = new AtomicLong();
    private final AtomicInteger dialogues = new AtomicInteger();
    private final AtomicLong waiting = new AtomicLong();
    private final Counter cut;
    private final Counter replayed;
    private final Counter missed;
    private final Counter refused;
    private final Counter forgotten;
    private final Counter unmatched;
    private final Counter questions;
    private final Counter unasked;

    StreamMeters(MeterRegistry registry) {
        for (StreamKind kind : StreamKind.values()) {
            AtomicInteger count = new AtomicInteger();
            open.put(kind, count);
            Gauge.builder("mcp.streams.open", count, AtomicInteger::get)
                    .description("Event streams with a client, by what they are for")
                    .tag("kind", kind.tag())
                    .register(registry);
        }
        Gauge.builder("mcp.streams.kept", kept, AtomicInteger::get)
                .description("Streams that count against streams.max, those without a client included")
                .register(registry);
        Gauge.builder("mcp.streams.kept.bytes", keptBytes, AtomicLong::get)
                .description("Bytes of events that are kept for clients that come back")
                .register(registry);
        Gauge.builder("mcp.dialogues.open", dialogues, AtomicInteger::get)
                .description("Calls that have asked a client of an old revision something and are not over")
                .register(registry);
        Gauge.builder("mcp.streams.waiting.bytes", waiting, AtomicLong::get)
                .description("Bytes of events that wait for slow readers")
                .register(registry);
        this.cut = counter(registry, "mcp.streams.cut", "Readers cut off because they were too slow");
        this.replayed = counter(registry, "mcp.streams.replayed", "Events sent to clients that came back");
        this.missed = counter(
                registry, "mcp.streams.missed", "Events that a client came back for but were not kept any more");
        this.refused = counter(registry, "mcp.streams.refused", "Streams refused or not kept because of a bound");
        this.forgotten = counter(
                registry, "mcp.sessions.forgotten", "Sessions whose settings were forgotten because of a bound");
        this.questions = counter(registry, "mcp.questions.sent", "Requests sent to clients of old revisions");
        this.unasked =
                counter(registry, "mcp.dialogues.refused", "Calls that might not ask their client because of a bound");
        this.unmatched =
                counter(registry, "mcp.questions.unmatched", "Responses of clients that nobody waited for (any more)");
    }

    void opened(StreamKind kind) {
        count(kind).incrementAndGet();
    }

    void closed(StreamKind kind) {
        count(kind).decrementAndGet();
    }

    /** How many streams count against the bound. */
    AtomicInteger kept() {
        return kept;
    }

    /** Bytes of events that streams keep. */
    AtomicLong keptBytes() {
        return keptBytes;
    }

    /** How many calls wait for answers of their client, or go on with them. */
    AtomicInteger dialogues() {
        return dialogues;
    }

    /** So many bytes more, or less, wait for slow readers. */
    void waiting(long bytes) {
        waiting.addAndGet(bytes);
    }

    void cut() {
        cut.increment();
    }

    void replayed(int events) {
        replayed.increment(events);
    }

    void missed(long events) {
        missed.increment((double) events);
    }

    void refused() {
        refused.increment();
    }

    void forgotten() {
        forgotten.increment();
    }

    void unasked() {
        unasked.increment();
    }

    void asked() {
        questions.increment();
    }

    void unmatched() {
        unmatched.increment();
    }

    private AtomicInteger count(StreamKind kind) {
        return java.util.Objects.requireNonNull(open.get(kind));
    }

    private static Counter counter(MeterRegistry registry, String name, String description) {
        return Counter.builder(name).description(description).register(registry);
    }
}
