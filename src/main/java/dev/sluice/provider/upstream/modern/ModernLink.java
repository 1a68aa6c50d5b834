package dev.sluice.provider.upstream.modern;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import io.vertx.core.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends requests of the modern era to an upstream and brings their answers, however they are carried. Confined to one event loop. */
interface ModernLink {
    /** An id that no other request to the upstream has; a progress token likewise. */
    RawJson nextId();

    /**
     * Sends the request of a call.
     *
     * @param arguments what is repeated in headers is taken from, where there are headers
     * @param traceparent of the caller, null for none
     * @param caller whose call it is
     * @param notes hears the notifications that come before the answer
     * @param cancelled cancels the request when it succeeds
     * @return completes with the answer, a JSON-RPC error included. Fails with a {@link dev.sluice.provider.upstream.wire.WireException}, or, when nothing was
     *     sent, a {@link dev.sluice.provider.NotSentException}
     */
    Future<RpcAnswer> send(
            ModernMessages.Written written,
            RawJson arguments,
            @Nullable String traceparent,
            String caller,
            Consumer<RpcMessage.Notification> notes,
            Future<Void> cancelled);

    /** Sends a request on the gateway's own behalf. */
    Future<RpcAnswer> own(ModernMessages.Written written, Future<Void> cancelled);

    /** Sends a request whose notifications are what it is for. */
    Future<RpcAnswer> listen(
            ModernMessages.Written written, Consumer<RpcMessage.Notification> notes, Future<Void> cancelled);

    /** Ends what carries them. */
    Future<Void> close();
}
