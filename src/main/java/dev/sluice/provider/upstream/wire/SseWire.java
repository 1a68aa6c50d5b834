package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.upstream.message.LegacyJson;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One session over HTTP+SSE of 2024-11-05: it lives as long as its event stream, which tells where messages are to be posted.
 * Confined to the home loop of its upstream.
 */
public final class SseWire implements Wire {
    private static final int MAX_ENDPOINT = 4096;

    private final HttpPeer peer;
    private final long patienceMillis;
    private final OpenPosts posts;
    private final Promise<Void> opened = Promise.promise();
    private @Nullable Listener listener;
    private @Nullable HttpClientResponse stream;
    private @Nullable String endpoint;
    private boolean closed;

    /** @param patienceMillis how long the server may take to tell where messages are posted, and to take what it does not answer */
    public SseWire(HttpPeer peer, long patienceMillis) {
        this.peer = peer;
        this.patienceMillis = patienceMillis;
        this.posts = new OpenPosts(peer.vertx(), patienceMillis);
    }

    @Override
    public Future<Void> open(Listener to) {
        listener = to;
        return stream(false)
                .compose(nothing -> opened.future())
                .timeout(Math.max(1, patienceMillis), TimeUnit.MILLISECONDS)
                .recover(cause -> {
                    end();
                    return Future.failedFuture(
                            cause instanceof WireException
                                    ? cause
                                    : new WireException(WireException.Kind.NOT_SENT, "The server sent no endpoint."));
                });
    }

    private Future<Void> stream(boolean renewed) {
        return request(HttpMethod.GET, peer.target())
                .compose(request -> send(request.putHeader("Accept", "text/event-stream"), Buffer.buffer()))
                .compose(response -> {
                    if (HttpAnswers.isGood(response) && HttpAnswers.isEventStream(response)) {
                        attach(response);
                        return Future.succeededFuture();
                    }
                    if (response.statusCode() == 401
                            && !renewed
                            && peer.client().renew()) {
                        HttpAnswers.drain(peer.vertx(), response);
                        return stream(true);
                    }
                    return refused(response, true);
                });
    }

    private Future<HttpClientRequest> request(HttpMethod method, String target) {
        return closed
                ? Future.failedFuture(new WireException(WireException.Kind.NOT_SENT, "The session has ended."))
                : peer.client()
                        .request(method, target)
                        .recover(cause -> Future.failedFuture(HttpAnswers.unsent(cause)));
    }

    private static Future<HttpClientResponse> send(HttpClientRequest request, Buffer body) {
        return (body.length() == 0 ? request.send() : request.send(body))
                .recover(cause ->
                        Future.failedFuture(new WireException(WireException.Kind.LOST, "The connection was lost.")));
    }

    private Future<Void> refused(HttpClientResponse response, boolean handshake) {
        if (HttpAnswers.isGood(response)) {
            HttpAnswers.drain(peer.vertx(), response);
            return Future.failedFuture(
                    new WireException(WireException.Kind.NOT_SPOKEN, "The server did not open an event stream."));
        }
        return HttpAnswers.body(response, HttpAnswers.MAX_REFUSAL)
                .compose(body -> Future.failedFuture(HttpAnswers.refusal(response, body, handshake, true)));
    }

    private void attach(HttpClientResponse response) {
        stream = response;
        EventStreamParser parser = new EventStreamParser(peer.maxMessage(), this::event);
        response.handler(piece -> {
            if (response.equals(stream)) {
                feed(parser, piece);
            }
        });
        response.exceptionHandler(cause -> broken(response, "The event stream broke off."));
        response.endHandler(done -> broken(response, "The server ended the event stream."));
        if (closed) {
            end();
        }
    }

    private void broken(HttpClientResponse response, String how) {
        if (response.equals(stream)) {
            lost(new WireException(WireException.Kind.LOST, how));
        }
    }

    private void feed(EventStreamParser parser, Buffer piece) {
        try {
            parser.feed(piece);
        } catch (WireException e) {
            lost(e);
        }
    }

    private void event(String type, RawJson data) {
        Listener to = listener;
        if (type.equals("endpoint") && endpoint == null) {
            endpoint = endpoint(data);
            opened.tryComplete();
        } else if (type.equals("message") && to != null) {
            HttpAnswers.messages(data).forEach(message -> heard(to, message));
        }
    }

    private void heard(Listener to, RpcMessage message) {
        Long answered = message instanceof RpcMessage.Response response
                ? LegacyJson.number(response.id().raw())
                : null;
        if (answered != null) {
            posts.answered(answered);
        }
        to.message(message, OptionalLong.empty());
    }

    /** @throws WireException when it is not of the same origin: messages must not be led elsewhere */
    private String endpoint(RawJson data) {
        try {
            URI url = data.length() > MAX_ENDPOINT
                    ? null
                    : peer.url().resolve(data.toString().strip());
            if (url != null && isSameOrigin(url, peer.url())) {
                return HttpPeer.targetOf(url);
            }
        } catch (IllegalArgumentException e) {
            // Told below, like everything else that is not an address here.
        }
        throw new WireException(
                WireException.Kind.NONSENSE, "The server wants messages to be posted to another origin than its own.");
    }

    private static boolean isSameOrigin(URI one, URI other) {
        return Objects.equals(lower(one.getScheme()), lower(other.getScheme()))
                && Objects.equals(lower(one.getHost()), lower(other.getHost()))
                && port(one) == port(other)
                && one.getRawUserInfo() == null;
    }

    private static @Nullable String lower(@Nullable String text) {
        return text == null ? null : text.toLowerCase(Locale.ROOT);
    }

    private static int port(URI url) {
        return url.getPort() > 0 ? url.getPort() : "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    private void lost(WireException cause) {
        boolean first = !closed;
        end();
        if (!opened.tryFail(cause) && first && listener != null) {
            listener.closed(cause);
        }
    }

    @Override
    public Future<Void> send(Outgoing message) {
        return post(message, false);
    }

    private Future<Void> post(Outgoing message, boolean renewed) {
        String target = endpoint;
        if (target == null) {
            return Future.failedFuture(new WireException(WireException.Kind.NOT_SENT, "The session is not open."));
        }
        return request(HttpMethod.POST, target).compose(request -> {
            posts.begin(message.id(), request);
            return send(request.putHeader("Content-Type", "application/json"), message.bytes())
                    .compose(response -> taken(message, response, renewed))
                    .onComplete(done -> posts.end(message.id(), request));
        });
    }

    private Future<Void> taken(Outgoing message, HttpClientResponse response, boolean renewed) {
        if (HttpAnswers.isGood(response)) {
            HttpAnswers.drain(peer.vertx(), response);
            return Future.succeededFuture();
        }
        if (response.statusCode() == 401 && !renewed && peer.client().renew()) {
            posts.end(message.id(), response.request());
            HttpAnswers.drain(peer.vertx(), response);
            return post(message, true);
        }
        return refused(response, false);
    }

    @Override
    public void agreed(String revision) {
        // Its requests say nothing of revisions.
    }

    @Override
    public void forget(long id) {
        posts.forget(id);
    }

    @Override
    public boolean tellsOrigins() {
        return false;
    }

    private void end() {
        closed = true;
        posts.close();
        HttpClientResponse open = stream;
        stream = null;
        if (open != null) {
            open.request().reset();
        }
    }

    @Override
    public Future<Void> close() {
        end();
        opened.tryFail(new WireException(WireException.Kind.NOT_SENT, "The session was closed."));
        return Future.succeededFuture();
    }
}
