package dev.sluice.edge;

import dev.sluice.bus.CallId;
import dev.sluice.edge.http.Client;
import dev.sluice.edge.http.HeaderNames;
import dev.sluice.edge.http.MediaTypes;
import dev.sluice.edge.session.Session;
import dev.sluice.edge.stream.EventStream;
import dev.sluice.edge.stream.EventStreams;
import dev.sluice.edge.stream.HttpCarrier;
import dev.sluice.edge.stream.StreamKind;
import dev.sluice.edge.stream.StreamOwner;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP request to the protocol endpoint. Its answer is JSON unless something is sent before it; then it is the last
 * event of a stream. Confined to the event loop of its shard.
 */
final class HttpExchange extends Exchange implements Outlet, HttpCarrier.Fate {
    private final HttpServerRequest request;
    private final Carried carried;
    private @Nullable EventStream stream;
    private boolean bodyRead;
    private boolean reading;

    /**
     * What its connection is.
     *
     * @param client whose connection it is, null when its requests are counted elsewhere
     * @param address the address of the client
     * @param streams where event streams are opened
     */
    record Carried(@Nullable Client client, String address, EventStreams streams) {}

    HttpExchange(HttpServerRequest request, CallId id, String requestId, Carried carried) {
        super(id, requestId, carried.address(), HeaderNames.whole(request.headers(), HeaderNames.MCP_PROTOCOL_VERSION));
        this.request = request;
        this.carried = carried;
    }

    HttpServerRequest request() {
        return request;
    }

    HttpServerResponse response() {
        return request.response();
    }

    @Override
    @Nullable
    String header(CharSequence name) {
        return HeaderNames.whole(request.headers(), name);
    }

    @Override
    Outlet outlet() {
        return this;
    }

    @Override
    public void send(Buffer message) {
        EventStream answer = stream();
        if (answer != null) {
            answer.send(message);
        }
    }

    @Override
    public void release() {
        Session session = session();
        EventStream answer = session != null && canPoll(session) ? stream() : null;
        if (answer != null) {
            answer.release();
        }
    }

    @Override
    public boolean isReachable() {
        return stream != null ? stream.isOpen() : !isFinished() && acceptsEvents();
    }

    /** Whether the client takes an event stream. */
    boolean acceptsEvents() {
        return MediaTypes.acceptsEvents(request.headers());
    }

    /** Turns the response into an event stream. */
    HttpCarrier open(StreamKind kind) {
        // Whoever had to be looked at was paused: the end of the request must be seen, or its connection never rests.
        if (!bodyRead && !request.isEnded()) {
            request.resume();
        }
        AnswerWriter.open(this);
        return carried.streams().carrier(request, kind, this);
    }

    /**
     * Ends the event stream with the answer. A client that names event streams before JSON gets its answer as one.
     *
     * @return false when there is no stream
     */
    boolean endStream(Answer answer) {
        EventStream ending = stream == null && prefersEvents(answer) ? stream() : stream;
        if (ending != null) {
            ending.finish(answer.body());
        }
        return ending != null;
    }

    private boolean prefersEvents(Answer answer) {
        return answer.status() == 200
                && answer.body() != null
                && answer.session() == null
                && wire() != Wire.ENVELOPE
                && MediaTypes.prefersEvents(request.headers());
    }

    @Override
    public void ended() {
        over();
    }

    @Override
    public void lost() {
        if (over()) {
            leave();
        }
    }

    /** The HTTP request is over; says whether this is the first time that somebody says so. */
    boolean over() {
        boolean first = finish();
        if (first && carried.client() != null) {
            carried.client().end(System.nanoTime());
        }
        return first;
    }

    /** Whether somebody takes in the body. */
    boolean isReading() {
        return reading;
    }

    void reading() {
        this.reading = true;
    }

    boolean bodyRead() {
        return bodyRead;
    }

    RawJson bodyRead(RawJson body) {
        this.bodyRead = true;
        return body;
    }

    private @Nullable EventStream stream() {
        if (stream == null && !isFinished() && acceptsEvents()) {
            HttpCarrier carrier = open(streams());
            Session session = session();
            stream = session == null
                    ? carried.streams().plain(carrier)
                    : carried.streams()
                            .resumable(
                                    carrier,
                                    new StreamOwner(session.id(), principal().key(), canPoll(session)));
        }
        return stream;
    }

    private static boolean canPoll(Session session) {
        return session.revision() == Revision.V2025_11_25;
    }
}
