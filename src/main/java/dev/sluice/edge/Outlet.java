package dev.sluice.edge;

import dev.sluice.edge.stream.Recipient;
import io.vertx.core.buffer.Buffer;

/**
 * Where messages go to a client while its request is being worked on: notifications and, for old clients, requests of
 * ours. Sending the first one settles that the answer is an event stream. Confined to the event loop of its shard.
 */
interface Outlet extends Recipient {
    /** Sends one JSON-RPC message; nothing happens when the answer has been sent or the client is gone for good. */
    @Override
    void send(Buffer message);

    /**
     * The client need not hold its connection while its request goes on (2025-11-25, SEP-1699); nothing happens where that
     * cannot be said.
     */
    @Override
    void release();
}
