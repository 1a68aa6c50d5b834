package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.edge.session.Session;
import dev.sluice.edge.stream.Recipient;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** One message over a connection that is a session itself. Confined to the event loop of its shard. */
final class PipeExchange extends Exchange implements Outlet {
    private final Recipient client;
    private boolean silent;
    private boolean over;

    /**
     * @param session the session that the handshake on this connection began, null before there was one
     * @param client can be reached as long as it can answer
     */
    PipeExchange(CallId id, PipeEndpoint.Sender sender, @Nullable Session session, Recipient client) {
        super(
                id,
                id.requestId(),
                sender.address(),
                session == null ? null : session.revision().wire());
        principal(sender.principal());
        if (session != null) {
            session(session);
        }
        this.client = client;
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
            client.send(message);
        }
    }

    @Override
    public void release() {
        // The connection is the session: it is held open whatever happens.
    }

    @Override
    public boolean isReachable() {
        return !over && !isGone() && client.isReachable();
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
