package dev.sluice.provider.upstream.legacy;

import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Revision;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcWriter;
import dev.sluice.provider.upstream.wire.LogDoubt;
import dev.sluice.provider.upstream.wire.Wire;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * One session with an upstream, from the handshake on. Its requests are bounded by whoever makes them: calls by admission,
 * lists are fetched one after the other. Confined to the home loop of the upstream.
 */
final class LegacySession {
    /** How long a call waits for the server to take its log level, in milliseconds. */
    private static final long LEVEL_MILLIS = 2_000;

    private final LegacyContext context;
    private final Wire wire;
    private final ClientCapabilities profile;
    private final Owner owner;
    private final LegacyPending pending = new LegacyPending();
    private final LegacyTelling telling;

    private @Nullable LegacyFacts facts;
    private @Nullable LogLevel level;
    private @Nullable WireException ended;
    private boolean gone;
    private final LogDoubt doubt;

    /** Whoever keeps the session. */
    interface Owner {
        /** It is of no use for new requests any more; called once, and not after {@link LegacySession#close}. */
        void gone(LegacySession session, WireException cause);

        /** The server lets something know that concerns no request. */
        default void note(RpcMessage.Notification note) {}

        /** Some of that may have been missed. */
        default void gap() {}

        /** Whether calls of several callers run in its sessions. */
        default boolean isShared() {
            return false;
        }
    }

    /** @param profile what the server is told that its client can do */
    LegacySession(LegacyContext context, Wire wire, ClientCapabilities profile, Owner owner) {
        this.context = context;
        this.doubt = new LogDoubt(context.clock());
        this.wire = wire;
        this.profile = profile;
        this.owner = owner;
        this.telling = new LegacyTelling(wire, this::loseWhenGone);
    }

    /** Whether it can work on one call at a time only, because questions do not say to which call they belong. */
    boolean isExclusive() {
        return !wire.tellsOrigins() && !profile.equals(ClientCapabilities.NONE);
    }

    boolean isGone() {
        return gone;
    }

    /** What the server said of itself; only when it is open. */
    LegacyFacts facts() {
        LegacyFacts known = facts;
        if (known == null) {
            throw new IllegalStateException("the handshake is not over");
        }
        return known;
    }

    /** Completes when the handshake is over; fails with a {@link WireException}, and nothing is left of it then. */
    Future<LegacySession> open() {
        return wire.open(new LegacyListener(this))
                .compose(opened -> handshake(Revision.LATEST_LEGACY, true))
                .map(this)
                .recover(cause -> close().transform(closed -> Future.failedFuture(LegacyOutcomes.wire(cause))));
    }

    private Future<Void> handshake(Revision offered, boolean mayOfferAnother) {
        RawJson params = LegacyText.initialize(offered, profile, context.host().version());
        return request(Method.INITIALIZE.wire(), null, params).compose(response -> {
            LegacyFacts said = LegacyFacts.of(response.result());
            if (said != null) {
                facts = said;
                wire.agreed(said.revision().wire());
                return telling.note(Method.INITIALIZED.wire(), RawJson.EMPTY_OBJECT);
            }
            Revision other = mayOfferAnother ? LegacyOutcomes.supported(response.error()) : null;
            return other != null
                    ? handshake(other, false)
                    : Future.failedFuture(new WireException(
                            WireException.Kind.NONSENSE, "The handshake led to no revision that both sides know."));
        });
    }

    /**
     * A request of the gateway's own.
     *
     * @return fails with a {@link WireException}, also when the server takes longer than {@link LegacyContext#patienceMillis}
     */
    Future<RpcMessage.Response> request(String method, @Nullable String name, RawJson params) {
        LegacyRequest request = new LegacyRequest(this, context.vertx(), !method.equals(Method.INITIALIZE.wire()));
        long id = send(request, method, name, number -> RpcWriter.request(number(number), method, params));
        return request.await(id, context.patienceMillis());
    }

    /**
     * Sends a request.
     *
     * @param text the whole message for its id
     * @return its id
     */
    long send(LegacyExchange exchange, String method, @Nullable String name, LongFunction<Buffer> text) {
        long id = pending.add(exchange);
        wire.send(new Wire.Outgoing(method, OptionalLong.of(id), name, text.apply(id)))
                .onFailure(cause -> unsent(id, LegacyOutcomes.wire(cause)));
        return id;
    }

    /** The server is to send log messages of this level and up, for those who want them. Never fails. */
    Future<Void> want(@Nullable LogLevel wanted) {
        LogLevel now = level;
        if (wanted == null || !facts().logging() || (now != null && wanted.isAtLeast(now))) {
            return Future.succeededFuture();
        }
        level = wanted;
        return request(Method.SET_LEVEL.wire(), null, LegacyText.one("level", wanted.wire()))
                .timeout(LEVEL_MILLIS, TimeUnit.MILLISECONDS)
                .transform(done -> Future.succeededFuture());
    }

    /** Says what the server does not answer. */
    LegacyTelling telling() {
        return telling;
    }

    /** Nobody wants the response any more, which the server is told; its exchange hears nothing any more. */
    void cancel(long id, String reason) {
        LegacyExchange exchange = pending.take(id);
        if (exchange != null) {
            if (exchange.isCall() && owner.isShared()) {
                doubt.gaveUp(exchange.caller());
            }
            telling.note("notifications/cancelled", LegacyText.cancelled(id, reason))
                    .onComplete(told -> wire.forget(id));
        }
    }

    /** Nobody waits for the response any more, which the server need not know. */
    void forget(long id) {
        if (pending.take(id) != null) {
            wire.forget(id);
        }
    }

    /** Whoever hears that the session is gone finds it gone. */
    private void unsent(long id, WireException cause) {
        LegacyExchange exchange = pending.take(id);
        loseWhenGone(cause);
        if (exchange != null) {
            exchange.failed(cause);
        }
    }

    private void loseWhenGone(WireException cause) {
        if (cause.kind() == WireException.Kind.SESSION_GONE) {
            lose(cause);
        }
    }

    /** The only call there is, null when the server may still speak of one of somebody else that was given up. */
    @Nullable
    LegacyExchange onlyCall() {
        LegacyExchange only = pending.onlyCall();
        return only == null || doubt.keepsFrom(only.caller()) ? null : only;
    }

    /** What waits for its response. */
    LegacyPending pending() {
        return pending;
    }

    boolean tellsOrigins() {
        return wire.tellsOrigins();
    }

    Owner owner() {
        return owner;
    }

    /** It is of no use for new requests. */
    void lose(WireException cause) {
        if (!gone) {
            gone = true;
            owner.gone(this, cause);
        }
    }

    /** Nothing comes any more. Whether what waits was acted upon nobody knows, whatever became of the session. */
    void closed(WireException cause) {
        // Its owner closes it when it hears of it; why it really ended is what came first.
        WireException first = ended == null ? cause : ended;
        ended = first;
        List<Long> ids = pending.ids();
        lose(cause);
        WireException lost = new WireException(WireException.Kind.LOST, String.valueOf(first.getMessage()));
        ids.forEach(id -> pending.end(id, lost));
    }

    /** Ends it; whoever waits fails. Completes when nothing is left of it. Never fails. */
    Future<Void> close() {
        gone = true;
        closed(new WireException(WireException.Kind.LOST, "The session was closed."));
        return telling.ended().compose(done -> wire.close()).transform(done -> Future.succeededFuture());
    }

    private static RawJson number(long id) {
        return RawJson.of(Long.toString(id));
    }
}
