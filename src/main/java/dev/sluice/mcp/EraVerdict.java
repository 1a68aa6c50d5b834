package dev.sluice.mcp;

import org.jspecify.annotations.Nullable;

/** What {@link EraLadder} makes of one message. */
public sealed interface EraVerdict {
    /**
     * A request of a modern revision whose metadata and headers are in order.
     *
     * @param meta its {@code _meta}
     */
    record Modern(RpcMessage.Request request, Method method, Revision revision, RawObject meta) implements EraVerdict {}

    /** {@code initialize} of a legacy revision. */
    record Handshake(RpcMessage.Request request) implements EraVerdict {}

    /**
     * A message of a legacy revision; whether its session is good is still to be seen.
     *
     * @param method null for a response and for a method that MCP does not know
     */
    record Legacy(RpcMessage message, @Nullable Method method) implements EraVerdict {}

    /** A notification of a modern client: taken and forgotten. */
    record Dropped() implements EraVerdict {}

    /**
     * Refused before anything was done.
     *
     * @param modern whether the answer has the shape of a modern revision
     */
    record Refused(Refusal refusal, boolean modern) implements EraVerdict {}
}
