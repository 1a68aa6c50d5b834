package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.bus.Principal;
import dev.sluice.edge.session.Session;
import dev.sluice.edge.stream.Recipient;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** One line from the client at the other end of standard input. Confined to the event loop of its shard. */
final class LineExchange extends Exchange implements Outlet {
    /** What stands in the record in place of a network address. */
    static final String ADDRESS = "stdio";

    private final Recipient pipe;
    private boolean silent;
    private boolean over;

    /**
     * @param session the session that the handshake on this pipe began, null before there was one
     * @param pipe the client, which can be reached as long as it can answer
     */
    LineExchange(CallId id, Principal principal, @Nullable Session session, Recipient pipe) {
        super(
                id,
                id.requestId(),
                ADDRESS,
                session == null ? null : session.revision().wire());
        principal(principal);
        if (session != null) {
            session(session);
        }
        this.pipe = pipe;
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
            pipe.send(message);
        }
    }

    @Override
    public void release() {
        // A pipe is held open whatever happens.
    }

    @Override
    public boolean isReachable() {
        return !over && !isGone() && pipe.isReachable();
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
