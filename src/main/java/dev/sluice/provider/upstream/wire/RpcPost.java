package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.outbound.OutboundClient;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import java.util.function.Consumer;

/**
 * Posts JSON-RPC requests to one address and reads what comes back on the response: one object, or an event stream with
 * notifications before the answer. Confined to the event loop of its client.
 */
public final class RpcPost {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence BOTH = HttpHeaders.createOptimized("application/json, text/event-stream");

    /**
     * A request to be posted.
     *
     * @param id its id as the body spells it
     * @param headers set besides those that every request has
     * @param body the whole message
     * @param endless whether notifications are what it is for, so that their number has no bound
     */
    public record Request(RawJson id, Consumer<MultiMap> headers, Buffer body, boolean endless) {}

    private final Vertx vertx;
    private final OutboundClient client;
    private final String target;
    private final int maxMessage;

    /**
     * @param target path and query
     * @param maxMessage bytes of one message that comes back, at most
     */
    public RpcPost(Vertx vertx, OutboundClient client, String target, int maxMessage) {
        this.vertx = vertx;
        this.client = client;
        this.target = target;
        this.maxMessage = maxMessage;
    }

    /**
     * Posts a request.
     *
     * @param notes hears the notifications that come before the answer
     * @param cancelled closes the response when it succeeds, which cancels the request (2026-07-28, basic/utilities)
     * @return completes with the answer, a JSON-RPC error included. Fails as {@link OutboundClient#request} when nothing was
     *     sent, otherwise with a {@link WireException}
     */
    public Future<RpcAnswer> send(Request post, Consumer<RpcMessage.Notification> notes, Future<Void> cancelled) {
        return client.request(HttpMethod.POST, target).compose(request -> {
            RpcResponse reading = new RpcResponse(vertx, request, post, notes, maxMessage);
            request.exceptionHandler(reading::lost);
            // The request hears of it as well; without a handler the library would log what upstreams do as errors of
            // ours.
            request.connection().exceptionHandler(told -> {});
            if (cancelled.succeeded()) {
                reading.cancel();
            } else {
                cancelled.onSuccess(ignored -> reading.cancel());
                send(request, post, reading);
            }
            return reading.answer();
        });
    }

    private static void send(HttpClientRequest request, Request post, RpcResponse reading) {
        try {
            MultiMap headers = request.headers();
            headers.set(HttpHeaders.CONTENT_TYPE, JSON);
            headers.set(HttpHeaders.ACCEPT, BOTH);
            post.headers().accept(headers);
        } catch (RuntimeException unfit) {
            reading.unsendable(unfit);
            return;
        }
        request.send(post.body()).onComplete(reading::begin, reading::lost);
    }

    /** As {@link OutboundClient#renew}. */
    public boolean renew() {
        return client.renew();
    }

    /** Closes all connections. */
    public Future<Void> close() {
        return client.close();
    }
}
