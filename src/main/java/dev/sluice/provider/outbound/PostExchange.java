package dev.sluice.provider.outbound;

import dev.sluice.provider.NotSentException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.ContextInternal;
import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request from {@link PostClient#post} to its end, which comes once: {@code PREPARING} while address and credentials are
 * found out, {@code WAITING} in line for a connection, {@code RUNNING} on one, {@code OVER}. Confined to the client's loop.
 */
final class PostExchange implements PostClient.Exchange {
    private enum State {
        PREPARING,
        WAITING,
        RUNNING,
        OVER
    }

    /** What lets it go. */
    interface Line {
        void left(PostExchange exchange);
    }

    private final ContextInternal loop;
    private final HeadTemplate template;
    private final PostHead head;
    private final Buffer body;
    private final PostClient.Reception reception;
    private State state = State.PREPARING;
    private @Nullable InetAddress address;
    private Optional<String> authorization = Optional.empty();
    private @Nullable Line line;
    private @Nullable KeptConnection connection;

    PostExchange(
            ContextInternal loop, HeadTemplate template, PostHead head, Buffer body, PostClient.Reception reception) {
        this.loop = loop;
        this.template = template;
        this.head = head;
        this.body = body;
        this.reception = reception;
    }

    /** What it is to be sent with. */
    void prepared(InetAddress judged, Optional<String> credentials) {
        address = judged;
        authorization = credentials;
    }

    boolean isOver() {
        return state == State.OVER;
    }

    boolean isWaiting() {
        return state == State.WAITING;
    }

    /** The address that was judged for it. */
    InetAddress address() {
        if (address == null) {
            throw new IllegalStateException("not prepared");
        }
        return address;
    }

    void waitIn(Line where) {
        state = State.WAITING;
        line = where;
    }

    /**
     * The request as bytes.
     *
     * @throws IllegalArgumentException when it cannot be written
     */
    ByteBuf request(ByteBufAllocator allocator) {
        return template.request(allocator, head, authorization, body);
    }

    void running(KeptConnection on) {
        state = State.RUNNING;
        line = null;
        connection = on;
    }

    /** It needs its connection no more. */
    void off() {
        connection = null;
    }

    PostClient.Reception reception() {
        return reception;
    }

    @Override
    public void reset() {
        if (!loop.inThread()) {
            loop.runOnContext(ignored -> reset());
            return;
        }
        Line waited = line;
        KeptConnection used = connection;
        over();
        if (waited != null) {
            waited.left(this);
        }
        if (used != null) {
            used.abort();
        }
    }

    void ended() {
        if (over()) {
            reception.ended();
        }
    }

    /** There is no connection for it. */
    void unconnected(Throwable cause) {
        unsent(new NotSentException("There is no connection to the service.", cause));
    }

    void unsent(Throwable cause) {
        if (over()) {
            reception.unsent(cause);
        }
    }

    void lost(Throwable cause) {
        if (over()) {
            reception.lost(cause);
        }
    }

    private boolean over() {
        boolean first = state != State.OVER;
        state = State.OVER;
        line = null;
        connection = null;
        return first;
    }
}
