package dev.sluice.provider;

import dev.sluice.bus.Outcome;
import dev.sluice.config.Bytes;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.time.Duration;
import java.time.Instant;

/** The ways in which a call ends without a result of its tool. Nothing here shows what went on inside. */
final class Refusals {
    private Refusals() {}

    static Outcome circuitOpen(String provider, Duration untilTrial) {
        return outcome(
                Refusal.of(RefusalCode.CIRCUIT_OPEN).with("provider", provider).retryAfter(untilTrial));
    }

    static Outcome timeout(ToolRequest request, Duration limit) {
        return outcome(Refusal.of(RefusalCode.TIMEOUT)
                .with("timeoutMs", limit.toMillis())
                .with(
                        "deadline",
                        Instant.ofEpochMilli(request.deadline().epochMillis()).toString()));
    }

    static Outcome cancelled() {
        return outcome(Refusal.of(RefusalCode.CANCELLED));
    }

    static Outcome draining() {
        return outcome(Refusal.of(RefusalCode.DRAINING));
    }

    static Outcome failed(ToolRequest request) {
        return outcome(Refusal.of(RefusalCode.TOOL_FAILED).with("requestId", request.requestId()));
    }

    static Outcome tooLarge(ToolRequest request, Bytes bound) {
        return outcome(Refusal.of(
                        RefusalCode.TOOL_FAILED,
                        "The result of the tool is larger than the bound of " + bound.count()
                                + " bytes. Ask for less at a time.")
                .with("maxResultSize", bound.count())
                .with("requestId", request.requestId()));
    }

    static Outcome forbidden(ToolRefusedException refused) {
        String said = refused.getMessage();
        return outcome(
                said == null || said.isBlank()
                        ? Refusal.of(RefusalCode.INSUFFICIENT_PERMISSIONS)
                        : Refusal.of(RefusalCode.INSUFFICIENT_PERMISSIONS, said));
    }

    static Outcome internal(String requestId) {
        return outcome(Refusal.of(RefusalCode.INTERNAL_ERROR).with("requestId", requestId));
    }

    private static Outcome outcome(Refusal refusal) {
        return new Outcome.Refused(refusal);
    }
}
