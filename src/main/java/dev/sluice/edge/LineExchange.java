package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.bus.Principal;
import dev.sluice.edge.session.Session;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** One line from the client at the other end of standard input. Confined to the event loop of its shard. */
final class LineExchange extends Exchange implements Outlet {
    /** What stands in the record in place of a network address. */
    static final String ADDRESS = "stdio";

    private final @Nullable Session session;
    private final LineWriter writer;
    private boolean over;

    /** Where lines go. */
    @FunctionalInterface
    interface LineWriter {
        void write(Buffer message);
    }

    /** @param session the session that the handshake on this pipe began, null before there was one */
    LineExchange(CallId id, Principal principal, @Nullable Session session, LineWriter writer) {
        super(
                id,
                id.requestId(),
                ADDRESS,
                session == null ? null : session.revision().wire());
        principal(principal);
        this.session = session;
        this.writer = writer;
    }

    @Override
    @Nullable
    String header(CharSequence name) {
        return null;
    }

    @Override
    boolean hasHeaders() {
        return false;
    }

    @Override
    @Nullable
    Session session() {
        return session;
    }

    @Override
    Outlet outlet() {
        return this;
    }

    @Override
    public void send(Buffer message) {
        if (!over && !isGone()) {
            writer.write(message);
        }
    }

    @Override
    public void release() {
        // A pipe is held open whatever happens.
    }

    /** Nobody wants the answer any more, or what comes before it. */
    void silence() {
        over = true;
    }

    /** Writes the answer, unless it is no longer wanted. */
    void answer(Answer answer) {
        if (finish() && answer.body() != null) {
            send(answer.body());
        }
        over = true;
    }
}
