package dev.sluice.edge.stream;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A stream that ends with its connection. Confined to the event loop of its shard. */
final class PlainStream implements EventStream {
    private final Carrier carrier;

    PlainStream(Carrier carrier) {
        this.carrier = carrier;
    }

    @Override
    public void send(Buffer message) {
        carrier.write(EventText.message(null, message));
    }

    @Override
    public void release() {
        // Nobody could come back to it.
    }

    @Override
    public void finish(@Nullable Buffer answer) {
        if (answer != null) {
            send(answer);
        }
        carrier.end();
    }

    @Override
    public boolean isOpen() {
        return carrier.isOpen();
    }
}
