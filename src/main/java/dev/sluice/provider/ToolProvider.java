package dev.sluice.provider;

import io.vertx.core.Future;
import java.util.List;

/**
 * What a tool author implements. Found by {@link java.util.ServiceLoader} on the class path and in {@code plugins/}.
 *
 * <p>One instance serves a whole node. {@link #call} comes on any of several event loops, also at the same time, and
 * must not block; blocking work goes through {@link ProviderHost#blocking}. Authentication, roles, limits, queueing,
 * argument checks, time limits and the audit trail are done before and around it.
 */
public interface ToolProvider {
    /** A short lower-case name, unique on the node: {@code [a-z][a-z0-9-]{0,31}}. */
    String name();

    /**
     * Called once, before any call.
     *
     * @return the tools, in the order in which they are to be listed; a failure keeps the gateway from starting
     */
    Future<List<ToolSpec>> start(ProviderHost host);

    /**
     * Runs a tool.
     *
     * @return completes with what the tool has to say; {@link ToolResult#error} for a mistake the caller can mend. A
     *     failed Future is the provider's own fault and counts against its breaker, unless it is a
     *     {@link ToolRefusedException}, which is the caller's
     */
    Future<ToolResult> call(ToolRequest request);

    /** Called once, after the last call has ended. */
    default Future<Void> stop() {
        return Future.succeededFuture();
    }
}
