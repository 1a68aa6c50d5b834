package dev.sluice.edge.stream;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes events to one HTTP response as fast as its reader takes them. What the reader does not take waits here, up to a
 * bound; a reader that lets more pile up is cut off. Confined to the event loop of its shard.
 *
 * <p>open → ending (what waits is still written) → closed; a cut or a client that goes away closes at once.
 */
public final class HttpCarrier implements Carrier {
    /** RFC 9113, 7: ENHANCE_YOUR_CALM. */
    private static final long CALM = 0xb;

    private enum State {
        OPEN,
        ENDING,
        CLOSED
    }

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final StreamKind kind;
    private final EventStreams home;
    private final Runnable over;
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private State state = State.OPEN;
    private long writtenNanos = System.nanoTime();
    private Runnable gone = () -> {};

    /** @param over runs once when the response has ended or its client is gone */
    HttpCarrier(HttpServerRequest request, StreamKind kind, EventStreams home, Runnable over) {
        this.request = request;
        this.response = request.response();
        this.kind = kind;
        this.home = home;
        this.over = over;
        response.closeHandler(ignored -> leave());
        response.drainHandler(ignored -> drained());
    }

    StreamKind kind() {
        return kind;
    }

    /** What to do when the client goes away or is cut off before the end; only the last one given counts. */
    void onGone(Runnable action) {
        this.gone = action;
    }

    @Override
    public boolean isOpen() {
        return state == State.OPEN;
    }

    @Override
    public void write(Buffer event) {
        if (state != State.OPEN) {
            return;
        }
        if (waiting.isEmpty() && !response.writeQueueFull()) {
            put(event);
        } else if (waiting.isEmpty() || waitingBytes + event.length() <= home.bufferBytes()) {
            waiting.add(event);
            waitingBytes += event.length();
        } else {
            cut();
        }
    }

    @Override
    public void end() {
        if (state == State.OPEN) {
            state = State.ENDING;
            drained();
        }
    }

    /** Writes a comment unless something else was written lately or still waits. */
    void beat(long now, long periodNanos) {
        if (state == State.OPEN && now - writtenNanos >= periodNanos && !response.writeQueueFull()) {
            put(EventText.HEARTBEAT);
        }
    }

    private void put(Buffer event) {
        writtenNanos = System.nanoTime();
        response.write(event);
    }

    private void drained() {
        while (state != State.CLOSED && !waiting.isEmpty() && !response.writeQueueFull()) {
            Buffer event = waiting.remove();
            waitingBytes -= event.length();
            put(event);
        }
        if (state == State.ENDING && waiting.isEmpty()) {
            close();
            response.end();
            over.run();
        }
    }

    private void cut() {
        home.meters().cut();
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(CALM);
        } else {
            request.connection().close();
        }
        leave();
    }

    private void leave() {
        if (state != State.CLOSED) {
            close();
            over.run();
            gone.run();
        }
    }

    private void close() {
        state = State.CLOSED;
        waiting.clear();
        waitingBytes = 0;
        home.closed(this);
    }
}
