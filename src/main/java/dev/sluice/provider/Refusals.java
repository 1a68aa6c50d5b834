package dev.sluice.provider;

import dev.sluice.bus.Call;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Target;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.Bytes;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** The ways in which a call ends without a result of its provider. Nothing here shows what went on inside. */
final class Refusals {
    private Refusals() {}

    static Outcome circuitOpen(String provider, Duration untilTrial) {
        return outcome(
                Refusal.of(RefusalCode.CIRCUIT_OPEN).with("provider", provider).retryAfter(untilTrial));
    }

    static Outcome timeout(Deadline deadline, Duration limit) {
        return outcome(Refusal.of(RefusalCode.TIMEOUT)
                .with("timeoutMs", limit.toMillis())
                .with("deadline", Instant.ofEpochMilli(deadline.epochMillis()).toString()));
    }

    static Outcome cancelled() {
        return outcome(Refusal.of(RefusalCode.CANCELLED));
    }

    static Outcome draining() {
        return outcome(Refusal.of(RefusalCode.DRAINING));
    }

    static Outcome failed(Call call) {
        return outcome(
                Refusal.of(failureOf(call.target())).with("requestId", call.id().requestId()));
    }

    static Outcome tooLarge(Call call, Bytes bound) {
        return outcome(Refusal.of(
                        failureOf(call.target()),
                        "The result is larger than the bound of " + bound.count() + " bytes. Ask for less at a time.")
                .with("maxResultSize", bound.count())
                .with("requestId", call.id().requestId()));
    }

    static Outcome forbidden(ToolRefusedException refused) {
        String said = refused.getMessage();
        return outcome(
                said == null || said.isBlank()
                        ? Refusal.of(RefusalCode.INSUFFICIENT_PERMISSIONS)
                        : Refusal.of(RefusalCode.INSUFFICIENT_PERMISSIONS, said));
    }

    static Outcome notFound(ResourceNotFoundException missing) {
        return outcome(Refusal.of(RefusalCode.RESOURCE_NOT_FOUND).with("uri", missing.uri()));
    }

    /** {@code requiredCapabilities} is an object (MCP 2026-07-28, MissingRequiredClientCapabilityError). */
    static Outcome lacks(Set<Capability> missing) {
        return outcome(Refusal.of(RefusalCode.MISSING_CAPABILITY)
                .with(
                        "requiredCapabilities",
                        JsonCodec.MAPPER.convertValue(
                                ClientCapabilities.having(missing).toJson().tree(), Map.class)));
    }

    static Outcome internal(String requestId) {
        return outcome(Refusal.of(RefusalCode.INTERNAL_ERROR).with("requestId", requestId));
    }

    /** A tool's failure is told in its result, so that a model reads it; nothing else has such a place. */
    private static RefusalCode failureOf(Target target) {
        return target instanceof ToolEntry ? RefusalCode.TOOL_FAILED : RefusalCode.PROVIDER_FAILED;
    }

    private static Outcome outcome(Refusal refusal) {
        return new Outcome.Refused(refusal);
    }
}
