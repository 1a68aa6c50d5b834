package dev.sluice.admission;

import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What one gate says when it lets somebody down: which bound it was, how full it is, when to come back. Any thread. */
final class GateRefusals {
    private static final long LONGEST_RETRY_SECONDS = 60;

    private final String gate;
    private final Occupancy occupancy;
    private final ServiceTime service;
    private final GateMeters meters;

    GateRefusals(String gate, Occupancy occupancy, ServiceTime service, GateMeters meters) {
        this.gate = gate;
        this.occupancy = occupancy;
        this.service = service;
        this.meters = meters;
    }

    Refusal queueFull() {
        return refusal(RefusalCode.QUEUE_FULL, RefusalCode.QUEUE_FULL.meaning(), details(), whenQueueIsServed());
    }

    /** The estimate says that it would not start in time. */
    Refusal unreachable(double estimateMillis) {
        Map<String, Object> details = details();
        details.put("estimatedWaitMillis", Math.round(estimateMillis));
        return refusal(
                RefusalCode.DEADLINE_UNREACHABLE,
                RefusalCode.DEADLINE_UNREACHABLE.meaning(),
                details,
                whenQueueIsServed());
    }

    /** It waited as long as it may. */
    Refusal waitedTooLong(long millis) {
        Map<String, Object> details = details();
        details.put("waitedMillis", millis);
        return refusal(
                RefusalCode.DEADLINE_UNREACHABLE,
                "The call waited for others to finish as long as it may.",
                details,
                whenQueueIsServed());
    }

    Refusal draining() {
        return refusal(
                RefusalCode.DRAINING, RefusalCode.DRAINING.meaning(), Map.of("bound", gate), Duration.ofSeconds(1));
    }

    Refusal cancelled() {
        return refusal(RefusalCode.CANCELLED, RefusalCode.CANCELLED.meaning(), Map.of("bound", gate), null);
    }

    private Refusal refusal(
            RefusalCode code, String message, Map<String, Object> details, @Nullable Duration retryAfter) {
        meters.refused(code);
        return new Refusal(code, message, details, retryAfter);
    }

    private Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("bound", gate);
        details.put("activeRequests", occupancy.running());
        details.put("queueSize", occupancy.waiting());
        return details;
    }

    private Duration whenQueueIsServed() {
        double millis = service.meanMillis() * (occupancy.waiting() + 1) / occupancy.maxRunning();
        long seconds = (long) Math.ceil(millis / 1000);
        return Duration.ofSeconds(Math.clamp(seconds, 1, LONGEST_RETRY_SECONDS));
    }
}
