package dev.sluice.edge.stream;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** An event stream that answers one request. Confined to the event loop of its shard. */
public interface EventStream {
    /** Sends one JSON-RPC message; nothing happens after the end. */
    void send(Buffer message);

    /** Ends the connection but not the stream, so that the client comes back for the rest; nothing happens where it cannot. */
    void release();

    /** Sends the answer, if there is one, and ends the stream. */
    void finish(@Nullable Buffer answer);

    /** Whether a message that is sent now reaches the client, be it only when it comes back. */
    boolean isOpen();
}
