package dev.sluice.bus;

import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work on its way from the edge to a provider. Every stage sees the same record: what was authorised is
 * what runs.
 *
 * @param id names the call everywhere
 * @param method what is asked, one that {@link Method#isWork() asks for work}
 * @param tool the tool as the catalogue routed it
 * @param arguments the arguments object as the client spelled it
 * @param meta {@code _meta} of the request as the client spelled it, null when there is none
 * @param principal who asks
 * @param caller how the client speaks
 * @param deadline when the answer is no longer wanted
 */
public record Call(
        CallId id,
        Method method,
        ToolEntry tool,
        RawJson arguments,
        @Nullable RawJson meta,
        Principal principal,
        Caller caller,
        Deadline deadline) {}
