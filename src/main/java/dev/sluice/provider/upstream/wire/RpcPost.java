package dev.sluice.provider.upstream.wire;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.outbound.PostClient;
import dev.sluice.provider.outbound.PostHead;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Posts JSON-RPC requests to one address and reads what comes back on the response: one object, or an event stream with
 * notifications before the answer. Confined to the event loop of its client.
 */
public final class RpcPost {
    /** What every request says of itself; to be given to its client. */
    public static final Map<String, String> HEADERS =
            Map.of("content-type", "application/json", "accept", "application/json, text/event-stream");

    /**
     * A request to be posted.
     *
     * @param id its id as the body spells it
     * @param headers set besides those that every request has
     * @param body the whole message
     * @param endless whether notifications are what it is for, so that their number has no bound
     */
    public record Request(RawJson id, Consumer<PostHead> headers, Buffer body, boolean endless) {}

    private final Vertx vertx;
    private final PostClient client;
    private final int maxMessage;

    /**
     * @param client that sends {@link #HEADERS}
     * @param maxMessage bytes of one message that comes back, at most
     */
    public RpcPost(Vertx vertx, PostClient client, int maxMessage) {
        this.vertx = vertx;
        this.client = client;
        this.maxMessage = maxMessage;
    }

    /**
     * Posts a request.
     *
     * @param notes hears the notifications that come before the answer
     * @param cancelled closes the response when it succeeds, which cancels the request (2026-07-28, basic/utilities)
     * @return completes with the answer, a JSON-RPC error included. Fails as {@link PostClient.Reception#unsent} says when
     *     nothing was sent, otherwise with a {@link WireException}
     */
    public Future<RpcAnswer> send(Request post, Consumer<RpcMessage.Notification> notes, Future<Void> cancelled) {
        RpcResponse reading = new RpcResponse(vertx, post, notes, maxMessage);
        if (cancelled.succeeded()) {
            reading.cancel();
            return reading.answer();
        }
        reading.of(client.post(post.headers(), post.body(), reading));
        cancelled.onSuccess(ignored -> reading.cancel());
        return reading.answer();
    }

    /** As {@link PostClient#renew}. */
    public boolean renew() {
        return client.renew();
    }

    /** Closes all connections. */
    public Future<Void> close() {
        return client.close();
    }
}
