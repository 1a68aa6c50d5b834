package dev.sluice.provider;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what calls let their callers know before their outcome.
 *
 * @param progress reports that were passed on
 * @param log messages that were passed on
 * @param tooMany dropped, because the call had sent as many as it may
 * @param tooLarge dropped, because they were larger than the bound
 * @param malformed dropped, because a server behind the gateway wrote them so that nobody can read them
 */
record NoteMeters(Counter progress, Counter log, Counter tooMany, Counter tooLarge, Counter malformed) {
    static NoteMeters of(MeterRegistry meters) {
        return new NoteMeters(
                sent("progress", meters),
                sent("log", meters),
                dropped("too_many", meters),
                dropped("too_large", meters),
                dropped("malformed", meters));
    }

    private static Counter sent(String kind, MeterRegistry meters) {
        return Counter.builder("mcp.notes.sent")
                .description("Progress reports and log messages of calls that were passed on")
                .tag("kind", kind)
                .register(meters);
    }

    private static Counter dropped(String reason, MeterRegistry meters) {
        return Counter.builder("mcp.notes.dropped")
                .description("Progress reports and log messages of calls that were over a bound")
                .tag("reason", reason)
                .register(meters);
    }
}
