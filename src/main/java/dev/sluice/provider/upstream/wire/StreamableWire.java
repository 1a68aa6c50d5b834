package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.Method;
import dev.sluice.mcp.Revision;
import dev.sluice.mcp.RpcMessage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One session over Streamable HTTP, 2025-03-26 to 2025-11-25. Confined to the home loop of its upstream. */
public final class StreamableWire implements Wire {
    /** How long a session waits for its own stream to be opened before it is used, in milliseconds. */
    private static final long STREAM_MILLIS = 1_000;

    /** How long the end of a session may take, in milliseconds. */
    private static final long END_MILLIS = 1_000;

    private final HttpPeer peer;
    private final boolean listens;
    private final OpenPosts posts;
    private final Map<Long, StreamableStream> streams = new HashMap<>();
    private final StreamableStream own;
    private @Nullable Listener listener;
    private @Nullable String session;
    private @Nullable String revision;
    private boolean closed;
    private boolean told;

    /**
     * @param listens whether a stream is opened for what concerns no request
     * @param patienceMillis how long the server may take to take what it does not answer
     */
    public StreamableWire(HttpPeer peer, boolean listens, long patienceMillis) {
        this.peer = peer;
        this.posts = new OpenPosts(peer.vertx(), patienceMillis);
        this.listens = listens;
        this.own = new StreamableStream(this, OptionalLong.empty());
    }

    @Override
    public Future<Void> open(Listener to) {
        listener = to;
        return Future.succeededFuture();
    }

    @Override
    public void agreed(String said) {
        revision = said.compareTo(Revision.V2025_06_18.wire()) >= 0 ? said : null;
    }

    @Override
    public boolean tellsOrigins() {
        return true;
    }

    @Override
    public Future<Void> send(Outgoing message) {
        return post(message, false);
    }

    private Future<Void> post(Outgoing message, boolean renewed) {
        return request(HttpMethod.POST).compose(request -> {
            request.putHeader("Content-Type", "application/json")
                    .putHeader("Accept", "application/json, text/event-stream");
            posts.begin(message.id(), request);
            return request.send(message.bytes())
                    .recover(cause ->
                            Future.failedFuture(new WireException(WireException.Kind.LOST, "The connection was lost.")))
                    .compose(response -> received(message, response, renewed))
                    .onComplete(done -> {
                        if (done.failed() || message.id().isEmpty()) {
                            posts.end(message.id(), request);
                        }
                    });
        });
    }

    /** A request with the headers that every request of the session has. */
    Future<HttpClientRequest> request(HttpMethod method) {
        if (closed) {
            return Future.failedFuture(new WireException(WireException.Kind.NOT_SENT, "The session was closed."));
        }
        return peer.client()
                .request(method, peer.target())
                .map(request -> {
                    if (session != null) {
                        request.putHeader("Mcp-Session-Id", session);
                    }
                    if (revision != null) {
                        request.putHeader("MCP-Protocol-Version", revision);
                    }
                    return request;
                })
                .recover(cause -> Future.failedFuture(HttpAnswers.unsent(cause)));
    }

    private Future<Void> received(Outgoing message, HttpClientResponse response, boolean renewed) {
        if (HttpAnswers.isGood(response)) {
            return taken(message, response);
        }
        if (response.statusCode() == 401 && !renewed && peer.client().renew()) {
            posts.end(message.id(), response.request());
            drain(response);
            return post(message, true);
        }
        boolean handshake = isHandshake(message);
        boolean inSession = session != null;
        return HttpAnswers.body(response, HttpAnswers.MAX_REFUSAL)
                .onComplete(read -> posts.end(message.id(), response.request()))
                .compose(body -> answeredAnyway(message, response, body)
                        ? Future.succeededFuture()
                        : Future.failedFuture(HttpAnswers.refusal(response, body, handshake, inSession)));
    }

    /** Some servers answer requests with the status of an error and the response that belongs to it. */
    private boolean answeredAnyway(Outgoing message, HttpClientResponse response, Buffer body) {
        boolean refused = HttpAnswers.isOfTheCarrier(response.statusCode(), body, session != null);
        if (message.id().isEmpty() || refused || !HttpAnswers.isJson(response)) {
            return false;
        }
        try {
            for (RpcMessage one : HttpAnswers.messages(body)) {
                if (HttpAnswers.answers(one, message.id().getAsLong())) {
                    deliver(one, message.id());
                    return true;
                }
            }
            return false;
        } catch (WireException e) {
            return false;
        }
    }

    private static boolean isHandshake(Outgoing message) {
        return Method.INITIALIZE.wire().equals(message.method());
    }

    private Future<Void> taken(Outgoing message, HttpClientResponse response) {
        if (message.id().isEmpty()) {
            drain(response);
            boolean begun = listens && Method.INITIALIZED.wire().equals(message.method());
            return begun ? listen() : Future.succeededFuture();
        }
        if (isHandshake(message)) {
            try {
                session = HttpAnswers.sessionId(response);
            } catch (WireException e) {
                drain(response);
                return Future.failedFuture(e);
            }
        }
        long id = message.id().getAsLong();
        if (HttpAnswers.isEventStream(response)) {
            StreamableStream stream = new StreamableStream(this, message.id());
            streams.put(id, stream);
            posts.end(message.id(), response.request());
            stream.attach(response);
            return Future.succeededFuture();
        }
        if (!HttpAnswers.isJson(response)) {
            drain(response);
            return Future.failedFuture(new WireException(
                    WireException.Kind.NONSENSE, "The server answered a request with neither JSON nor events."));
        }
        HttpAnswers.body(response, peer.maxMessage())
                .onComplete(read -> posts.end(message.id(), response.request()))
                .onSuccess(body -> whole(id, body))
                .onFailure(cause -> unanswered(id, cause));
        return Future.succeededFuture();
    }

    private void whole(long id, Buffer body) {
        try {
            HttpAnswers.messages(body).forEach(message -> deliver(message, OptionalLong.of(id)));
            unanswered(id, new WireException(WireException.Kind.NONSENSE, "The answer is not that of the request."));
        } catch (WireException e) {
            unanswered(id, e);
        }
    }

    /** Opens the stream for what concerns no request; completes when it is there or will not be, or after a while. */
    private Future<Void> listen() {
        Promise<Void> promise = Promise.promise();
        long timer = peer.vertx().setTimer(STREAM_MILLIS, ignored -> promise.tryComplete());
        own.open().onComplete(done -> {
            peer.vertx().cancelTimer(timer);
            promise.tryComplete();
        });
        return promise.future();
    }

    private void drain(HttpClientResponse response) {
        HttpAnswers.drain(peer.vertx(), response);
    }

    HttpPeer peer() {
        return peer;
    }

    boolean isClosed() {
        return closed;
    }

    void deliver(RpcMessage message, OptionalLong origin) {
        if (listener != null && !closed) {
            listener.message(message, origin);
        }
    }

    /** The stream of a request is over. */
    void ended(long id) {
        streams.remove(id);
    }

    /** Told more often than needed: who has its response is not waited for any more. */
    void unanswered(long id, Throwable cause) {
        if (listener != null && !closed) {
            listener.unanswered(id, cause);
        }
    }

    void released(long id) {
        if (listener != null && !closed) {
            listener.released(id);
        }
    }

    void gap() {
        if (listener != null && !closed) {
            listener.gap();
        }
    }

    /** The server does not know the session any more. */
    void forgotten() {
        if (listener != null && !closed && !told) {
            told = true;
            listener.closed(
                    new WireException(WireException.Kind.SESSION_GONE, "The server has forgotten the session."));
        }
    }

    @Override
    public void forget(long id) {
        posts.forget(id);
        StreamableStream stream = streams.remove(id);
        if (stream != null) {
            stream.stop();
        }
    }

    @Override
    public Future<Void> close() {
        if (closed) {
            return Future.succeededFuture();
        }
        Future<Void> end = session == null ? Future.succeededFuture() : delete();
        closed = true;
        own.stop();
        posts.close();
        new ArrayList<>(streams.keySet()).forEach(this::forget);
        return end;
    }

    private Future<Void> delete() {
        return request(HttpMethod.DELETE)
                .compose(HttpClientRequest::send)
                .onSuccess(this::drain)
                .timeout(END_MILLIS, TimeUnit.MILLISECONDS)
                .transform(done -> Future.succeededFuture());
    }
}
