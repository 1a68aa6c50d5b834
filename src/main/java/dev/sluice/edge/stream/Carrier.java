package dev.sluice.edge.stream;

import io.vertx.core.buffer.Buffer;

/** What brings the events of a stream to its client at the moment. Confined to the event loop of its shard. */
interface Carrier {
    /** Takes one event; nothing happens once it is over. */
    void write(Buffer event);

    /** Ends when everything that it took has been written. */
    void end();

    /** Whether it takes events. */
    boolean isOpen();
}
