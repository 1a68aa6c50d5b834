package dev.sluice.bus;

import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import org.jspecify.annotations.Nullable;

/**
 * The client side of a call: how it speaks and what it can do.
 *
 * @param address network address
 * @param revision the revision it speaks
 * @param capabilities what it can do
 * @param client {@code name/version} as it calls itself, for the record only; null when it did not say
 * @param progressToken the token for progress notifications as it was spelled, null when it wants none
 * @param logLevel the least log level it wants, null when it wants no log
 * @param traceparent W3C trace context, null when there is none
 */
public record Caller(
        String address,
        Revision revision,
        ClientCapabilities capabilities,
        @Nullable String client,
        @Nullable RawJson progressToken,
        @Nullable LogLevel logLevel,
        @Nullable String traceparent) {}
