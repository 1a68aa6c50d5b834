package dev.sluice.edge.stream;

import io.vertx.core.buffer.Buffer;

/**
 * The one stream of a client of HTTP+SSE (2024-11-05): it lasts as long as its connection, and every message to the client
 * is an event of it. Confined to the event loop of its shard.
 */
public final class LastingStream implements Recipient {
    private final HttpCarrier carrier;
    private final StreamPermits.Permit permit;

    LastingStream(HttpCarrier carrier, StreamPermits.Permit permit) {
        this.carrier = carrier;
        this.permit = permit;
    }

    /**
     * Begins.
     *
     * @param endpoint where the client sends messages to
     * @param gone what to do when the client is gone or has been cut off, unless {@link #end} came before
     */
    public void begin(String endpoint, Runnable gone) {
        carrier.onGone(() -> {
            permit.giveBack();
            gone.run();
        });
        carrier.write(EventText.endpoint(endpoint));
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
    public boolean isReachable() {
        return carrier.isOpen();
    }

    /** Ends when everything that was sent has been written. */
    public void end() {
        permit.giveBack();
        carrier.end();
    }
}
