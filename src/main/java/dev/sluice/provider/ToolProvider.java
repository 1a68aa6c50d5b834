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
     * @return the tools, in the order in which they are to be listed, none for a provider of prompts or resources only; a
     *     failure keeps the gateway from starting
     */
    Future<List<ToolSpec>> start(ProviderHost host);

    /**
     * Runs a tool; once for each round of its dialogue with the caller, see {@link Dialogue}.
     *
     * @return completes with a {@link ToolResult} ({@link ToolResult#error} for a mistake the caller can mend), an {@link
     *     Ask} or a {@link Detach}. A failed Future is the provider's own fault and counts against its breaker, unless it
     *     is a {@link ToolRefusedException} or a {@link ProtocolErrorException}, which are the caller's
     */
    default Future<? extends Reply> call(ToolRequest request) {
        return Future.failedFuture(ProtocolErrorException.invalidParams("Unknown tool: " + request.tool()));
    }

    /**
     * Fills a prompt that was {@linkplain ProviderHost#prompts published}; once for each round of its dialogue.
     *
     * @return completes with a {@link PromptResult} or an {@link Ask}; fails as {@link #call}
     */
    default Future<? extends Reply> prompt(PromptRequest request) {
        return Future.failedFuture(ProtocolErrorException.invalidParams("Unknown prompt: " + request.prompt()));
    }

    /**
     * Reads a resource that was {@linkplain ProviderHost#resources published} or fits a published template; once for each
     * round of its dialogue.
     *
     * @return completes with {@link ResourceContents} or an {@link Ask}; fails as {@link #call}, and with a {@link
     *     ResourceNotFoundException} when there is none
     */
    default Future<? extends Reply> read(ResourceRequest request) {
        return Future.failedFuture(new ResourceNotFoundException(request.uri()));
    }

    /**
     * Completes one argument of a published prompt or template.
     *
     * @return completes with what it could be; fails as {@link #call}
     */
    default Future<Completion> complete(CompletionRequest request) {
        return Future.succeededFuture(Completion.NONE);
    }

    /** Called once, after the last call has ended. */
    default Future<Void> stop() {
        return Future.succeededFuture();
    }
}
