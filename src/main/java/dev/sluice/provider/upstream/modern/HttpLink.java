package dev.sluice.provider.upstream.modern;

import dev.sluice.mcp.HeaderText;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.outbound.PostClient;
import dev.sluice.provider.outbound.PostHead;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import dev.sluice.provider.upstream.wire.RpcPost;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests of the modern era to an upstream from one event loop, with the headers that repeat what the body says.
 * Credentials that are not accepted are renewed once. Confined to that loop.
 */
final class HttpLink implements ModernLink {
    private static final CharSequence VERSION = HttpHeaders.createOptimized("MCP-Protocol-Version");
    private static final CharSequence METHOD = HttpHeaders.createOptimized("Mcp-Method");
    private static final CharSequence NAME = HttpHeaders.createOptimized("Mcp-Name");
    private static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");

    /** Links to one upstream of which each has ids of its own. */
    private static final int LINKS = 256;

    private final RpcPost post;
    private final CharSequence revision;
    private long lastId;

    /** @param number tells it from the other links to the upstream, 0 to 255 */
    HttpLink(Upstream upstream, PostClient client, String revision, int number) {
        this.lastId = number % LINKS;
        this.post = new RpcPost(upstream.host().vertx(), client, upstream.maxMessage());
        this.revision = HttpHeaders.createOptimized(revision);
    }

    /** An id that no other request to the upstream has; a progress token likewise. */
    @Override
    public RawJson nextId() {
        lastId += LINKS;
        return RawJson.of(Long.toString(lastId));
    }

    /**
     * Sends a request; as {@link RpcPost#send}.
     *
     * @param arguments what is repeated in headers is taken from
     * @param traceparent of the caller, null for none
     */
    @Override
    public Future<RpcAnswer> send(
            ModernMessages.Written written,
            RawJson arguments,
            @Nullable String traceparent,
            String caller,
            Consumer<RpcMessage.Notification> notes,
            Future<Void> cancelled) {
        return send(written, headers -> headers(headers, written, arguments, traceparent), false, notes, cancelled);
    }

    /** Sends a request on the gateway's own behalf. */
    @Override
    public Future<RpcAnswer> own(ModernMessages.Written written, Future<Void> cancelled) {
        return send(
                written,
                headers -> headers(headers, written, RawJson.EMPTY_OBJECT, null),
                false,
                ignored -> {},
                cancelled);
    }

    /** Sends a request whose notifications are what it is for. */
    @Override
    public Future<RpcAnswer> listen(
            ModernMessages.Written written, Consumer<RpcMessage.Notification> notes, Future<Void> cancelled) {
        return send(written, headers -> headers(headers, written, RawJson.EMPTY_OBJECT, null), true, notes, cancelled);
    }

    private Future<RpcAnswer> send(
            ModernMessages.Written written,
            Consumer<PostHead> headers,
            boolean endless,
            Consumer<RpcMessage.Notification> notes,
            Future<Void> cancelled) {
        RpcPost.Request request = new RpcPost.Request(written.id(), headers, written.body(), endless);
        return post.send(request, notes, cancelled)
                .recover(cause -> cause instanceof WireException wire
                                && wire.kind() == WireException.Kind.UNAUTHORIZED
                                && post.renew()
                        ? post.send(request, notes, cancelled)
                        : Future.failedFuture(cause));
    }

    private void headers(
            PostHead headers, ModernMessages.Written written, RawJson arguments, @Nullable String traceparent) {
        headers.set(VERSION, revision);
        headers.set(METHOD, written.method());
        if (written.name() != null) {
            headers.set(NAME, written.name());
        }
        if (traceparent != null && HeaderText.encode(traceparent).equals(traceparent)) {
            headers.set(TRACEPARENT, traceparent);
        }
        written.params().write(arguments, headers::set);
    }

    @Override
    public Future<Void> close() {
        return post.close();
    }
}
