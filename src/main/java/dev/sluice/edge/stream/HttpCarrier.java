package dev.sluice.edge.stream;

import dev.sluice.edge.http.Hangup;
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
 * <p>open → ending (what waits is still written) → closed; a cut or a client that goes away closes at once. A reader that takes
 * nothing at all for {@value #STALLED_BEATS} heartbeats is cut off, too.
 */
public final class HttpCarrier implements Carrier {
    /** RFC 9113, 7: ENHANCE_YOUR_CALM. */
    private static final long CALM = 0xb;

    private static final int STALLED_BEATS = 4;

    private enum State {
        OPEN,
        ENDING,
        CLOSED
    }

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final StreamKind kind;
    private final EventStreams home;
    private final Fate fate;
    private final Deque<Buffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private State state = State.OPEN;
    private long writtenNanos = System.nanoTime();
    private Runnable gone = () -> {};

    /** What becomes of a response; one of these happens, once. */
    public interface Fate {
        /** Everything is said; what waits is still written. */
        void ended();

        /** Its client went away or was cut off. */
        void lost();
    }

    HttpCarrier(HttpServerRequest request, StreamKind kind, EventStreams home, Fate fate) {
        this.request = request;
        this.response = request.response();
        this.kind = kind;
        this.home = home;
        this.fate = fate;
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
            count(event.length());
        } else {
            cut();
        }
    }

    @Override
    public void end() {
        if (state == State.OPEN) {
            state = State.ENDING;
            // From now on it is for the watch over idle connections to get rid of a reader that does not read.
            fate.ended();
            drained();
        }
    }

    /** Writes a comment unless something else was written lately or still waits. */
    void beat(long now, long periodNanos) {
        long quiet = now - writtenNanos;
        if (state != State.OPEN || quiet < periodNanos) {
            return;
        }
        if (!response.writeQueueFull()) {
            put(EventText.HEARTBEAT);
        } else if (quiet >= STALLED_BEATS * periodNanos) {
            cut();
        }
    }

    private void count(long bytes) {
        waitingBytes += bytes;
        home.meters().waiting(bytes);
    }

    private void put(Buffer event) {
        writtenNanos = System.nanoTime();
        response.write(event);
    }

    private void drained() {
        while (state != State.CLOSED && !waiting.isEmpty() && !response.writeQueueFull()) {
            Buffer event = waiting.remove();
            count(-event.length());
            put(event);
        }
        if (state == State.ENDING && waiting.isEmpty()) {
            close();
            response.end();
        }
    }

    private void cut() {
        home.meters().cut();
        if (request.version() == HttpVersion.HTTP_2) {
            response.reset(CALM);
        } else {
            Hangup.on(request.connection());
        }
        leave();
    }

    private void leave() {
        if (state != State.CLOSED) {
            boolean unexpected = state == State.OPEN;
            close();
            if (unexpected) {
                fate.lost();
                gone.run();
            }
        }
    }

    private void close() {
        state = State.CLOSED;
        waiting.clear();
        count(-waitingBytes);
        home.closed(this);
    }
}
