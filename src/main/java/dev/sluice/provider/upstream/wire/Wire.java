package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RpcMessage;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Carries JSON-RPC messages to one session of an upstream and back: Streamable HTTP with a session, HTTP+SSE, or the pipes of a
 * child process. Knows nothing of what the messages mean. Confined to the home loop of its upstream.
 */
public interface Wire {
    /** Notes of one call before its answer; how many of them are passed on is a matter of {@code dialogue.maxNotes}. */
    int MAX_NOTES = 100_000;

    /** What is said of more. */
    String FLOOD = "The upstream sent more than " + MAX_NOTES + " notes before its answer.";

    /** Hears what comes back. Called on the home loop. */
    interface Listener {
        /**
         * A message has come.
         *
         * @param origin id of the request on whose own stream it came, empty where streams are not told apart
         */
        void message(RpcMessage message, OptionalLong origin);

        /** The stream of a request has ended without its response. */
        void unanswered(long id, Throwable cause);

        /** The server has ended the stream of a request before its response, which is to be fetched later (polling). */
        default void released(long id) {}

        /** What was sent unasked may have been missed, because the stream for it was broken for a while. */
        default void gap() {}

        /** Nothing comes any more, for good; called once. */
        void closed(@Nullable Throwable cause);
    }

    /**
     * A message to be carried.
     *
     * @param method its method, null for a response
     * @param id its id when it is a request, which all are numbers of the gateway's own
     * @param name what {@code Mcp-Name} would say; for wires that have headers
     * @param bytes the whole message
     */
    record Outgoing(
            @Nullable String method,
            OptionalLong id,
            @Nullable String name,
            Buffer bytes) {}

    /** Begins: starts the process or opens the stream. Completes when messages can be sent. */
    Future<Void> open(Listener listener);

    /**
     * Sends a message.
     *
     * @return completes when it has been taken (for a request: when its response can be expected, not when it is there). Fails
     *     with a {@link WireException}
     */
    Future<Void> send(Outgoing message);

    /** After the handshake: which revision was agreed on, for wires that have headers, and whether there may be a stream of its own for what concerns no request. */
    void agreed(String revision);

    /** Nobody waits for this request any more: its stream, if it has one, is closed. Does not tell the server. */
    void forget(long id);

    /** Whether {@link Listener#message} knows the origin of requests and notes of the server. */
    boolean tellsOrigins();

    /** Ends the session or the process; completes when nothing of it is left. */
    Future<Void> close();
}
