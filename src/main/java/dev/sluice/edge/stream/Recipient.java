package dev.sluice.edge.stream;

import io.vertx.core.buffer.Buffer;

/** A client that gets messages besides its answer. Confined to the event loop of its shard. */
public interface Recipient {
    /** Sends one JSON-RPC message; nothing happens when it can not reach the client any more. */
    void send(Buffer message);

    /** Lets the client go while its request is worked on; nothing happens where it could not come back. */
    void release();

    /** Whether a message that is sent now reaches the client, be it only when it comes back. */
    default boolean isReachable() {
        return true;
    }
}
