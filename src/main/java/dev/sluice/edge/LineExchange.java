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

    private final Line line;
    private boolean silent;
    private boolean over;

    /** The pipe that it came over. */
    interface Line {
        /** Writes one message. */
        void write(Buffer message);

        /** Whether the client can still say something. */
        boolean isOpen();
    }

    /** @param session the session that the handshake on this pipe began, null before there was one */
    LineExchange(CallId id, Principal principal, @Nullable Session session, Line line) {
        super(
                id,
                id.requestId(),
                ADDRESS,
                session == null ? null : session.revision().wire());
        principal(principal);
        if (session != null) {
            session(session);
        }
        this.line = line;
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
    Outlet outlet() {
        return this;
    }

    @Override
    public void send(Buffer message) {
        if (!over && !isGone()) {
            line.write(message);
        }
    }

    @Override
    public void release() {
        // A pipe is held open whatever happens.
    }

    @Override
    public boolean isReachable() {
        return !over && !isGone() && line.isOpen();
    }

    /** Nobody wants the answer any more. */
    void silence() {
        silent = true;
    }

    /** Writes the answer, unless it is not wanted. */
    void answer(Answer answer) {
        if (finish() && !silent && answer.body() != null) {
            send(answer.body());
        }
        over = true;
    }
}
