package dev.sluice.mcp;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One JSON-RPC 2.0 message from a client. {@code params} and {@code params._meta} have been looked at one level deep;
 * everything below is raw.
 */
public sealed interface RpcMessage {

    /** The message as it came. */
    RawObject raw();

    /** A request, to be answered under its id. */
    record Request(RawObject raw, RequestId id, String method) implements RpcMessage {}

    /** A notification, never answered. */
    record Notification(RawObject raw, String method) implements RpcMessage {}

    /**
     * The answer to a request of ours (legacy revisions only).
     *
     * @param result the result, null when it is an error
     * @param error the error object, null when it is a result
     */
    record Response(
            RawObject raw,
            RequestId id,
            @Nullable RawJson result,
            @Nullable RawJson error) implements RpcMessage {}

    /** {@code params}, empty when absent. */
    default Optional<RawObject> params() {
        return raw().child("params");
    }

    /** {@code params._meta}, empty when absent. */
    default Optional<RawObject> meta() {
        return params().flatMap(params -> params.child("_meta"));
    }
}
