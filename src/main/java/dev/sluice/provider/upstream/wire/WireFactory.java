package dev.sluice.provider.upstream.wire;

import io.vertx.core.Future;

/** Makes the carriers of sessions with one upstream. Called on its home loop. */
public interface WireFactory {
    /**
     * A wire that has not been opened.
     *
     * @param listens whether what concerns no request is to be heard on it, for wires that can do without
     * @param meters count what happens on it
     */
    Wire create(boolean listens, SessionMeters meters);

    /** How messages are carried, for people: {@code http}, {@code sse}, {@code stdio}. */
    String transport();

    /** Called when all wires have been closed; what they shared is let go of. */
    default Future<Void> close() {
        return Future.succeededFuture();
    }
}
