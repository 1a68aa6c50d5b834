package dev.sluice.provider.upstream.modern;

import dev.sluice.mcp.MetaKeys;
import dev.sluice.mcp.Notifications;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.mcp.RpcWriter;
import dev.sluice.provider.upstream.wire.LogDoubt;
import dev.sluice.provider.upstream.wire.RpcAnswer;
import dev.sluice.provider.upstream.wire.Wire;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Requests of the modern era over one wire that all of them share (2026-07-28, basic/transports, stdio): answers find their
 * request by its id, progress by its token, changes by the id of their subscription. A log message does not say whose it is:
 * it goes to the one call that runs, or to nobody, also for a while after a call of somebody
 * else was given up. How many requests there are is bounded by whoever makes them: calls by
 * admission. Confined to the home loop.
 */
final class PipeLink implements ModernLink, Wire.Listener {
    private final Wire wire;
    private final LogDoubt doubt;
    private final Consumer<Throwable> lost;
    private final Map<RawJson, Exchange> pending = new LinkedHashMap<>();
    private long lastId;
    private int calls;
    private boolean closing;

    /** @param lost told when the wire has ended unasked, after all requests have failed */
    PipeLink(Wire wire, InstantSource clock, Consumer<Throwable> lost) {
        this.wire = wire;
        this.doubt = new LogDoubt(clock);
        this.lost = lost;
    }

    /** A request whose answer has not come. */
    private final class Exchange {
        private final ModernMessages.Written written;
        private final @Nullable String caller;
        private final Consumer<RpcMessage.Notification> notes;
        private final Promise<RpcAnswer> answer = Promise.promise();
        private int heard;

        /** @param caller null when it is not a call */
        Exchange(ModernMessages.Written written, @Nullable String caller, Consumer<RpcMessage.Notification> notes) {
            this.written = written;
            this.caller = caller;
            this.notes = notes;
        }

        void begin(Future<Void> cancelled) {
            pending.put(written.id(), this);
            calls += caller != null ? 1 : 0;
            OptionalLong id = OptionalLong.of(Long.parseLong(written.id().toString()));
            wire.send(new Wire.Outgoing(written.method(), id, written.name(), written.body()))
                    .onFailure(this::fail);
            cancelled.onSuccess(ignored -> cancel());
        }

        /** Whether it was still waited for. */
        boolean end() {
            boolean waited = pending.remove(written.id(), this);
            calls -= waited && caller != null ? 1 : 0;
            return waited;
        }

        void fail(Throwable cause) {
            if (end()) {
                answer.fail(cause);
            }
        }

        void hear(RpcMessage.Notification note) {
            if (++heard > Wire.MAX_NOTES && caller != null) {
                giveUp(new WireException(WireException.Kind.NONSENSE, Wire.FLOOD));
            } else {
                notes.accept(note);
            }
        }

        private void cancel() {
            giveUp(new WireException(WireException.Kind.LOST, "Nobody waited for the answer any more."));
        }

        private void giveUp(WireException cause) {
            if (end()) {
                if (caller != null) {
                    doubt.gaveUp(caller);
                }
                wire.send(new Wire.Outgoing(
                                Notifications.CANCELLED, OptionalLong.empty(), null, cancellation(written.id())))
                        .onFailure(ignored -> {}); // then it is gone, or told of it by nobody
                wire.forget(Long.parseLong(written.id().toString()));
                answer.fail(cause);
            }
        }
    }

    @Override
    public RawJson nextId() {
        return RawJson.of(Long.toString(++lastId));
    }

    @Override
    public Future<RpcAnswer> send(
            ModernMessages.Written written,
            RawJson arguments,
            @Nullable String traceparent,
            String caller,
            Consumer<RpcMessage.Notification> notes,
            Future<Void> cancelled) {
        return begin(new Exchange(written, caller, notes), cancelled);
    }

    @Override
    public Future<RpcAnswer> own(ModernMessages.Written written, Future<Void> cancelled) {
        return begin(new Exchange(written, null, ignored -> {}), cancelled);
    }

    @Override
    public Future<RpcAnswer> listen(
            ModernMessages.Written written, Consumer<RpcMessage.Notification> notes, Future<Void> cancelled) {
        return begin(new Exchange(written, null, notes), cancelled);
    }

    private Future<RpcAnswer> begin(Exchange exchange, Future<Void> cancelled) {
        if (cancelled.succeeded()) {
            return Future.failedFuture(
                    new WireException(WireException.Kind.NOT_SENT, "Nobody waited for the answer any more."));
        }
        exchange.begin(cancelled);
        return exchange.answer.future();
    }

    @Override
    public void message(RpcMessage message, OptionalLong origin) {
        switch (message) {
            case RpcMessage.Response response -> answered(response);
            case RpcMessage.Notification note -> heard(note);
            case RpcMessage.Request ignored -> {
                // there are none in this era, and no responses either
            }
        }
    }

    private void answered(RpcMessage.Response response) {
        Exchange exchange = pending.get(response.id().raw());
        if (exchange == null || !exchange.end()) {
            return; // answered twice, or too late
        }
        RpcAnswer answer = RpcAnswer.of(response.raw(), exchange.written.id());
        if (answer == null) {
            exchange.answer.fail(
                    new WireException(WireException.Kind.NONSENSE, "The upstream did not answer in JSON-RPC."));
        } else {
            exchange.answer.complete(answer);
        }
    }

    private void heard(RpcMessage.Notification note) {
        RawObject params = note.params().orElse(null);
        if (params == null) {
            return;
        }
        Exchange exchange = switch (note.method()) {
            case Notifications.PROGRESS -> of(params.get(MetaKeys.PROGRESS_TOKEN));
            case Notifications.MESSAGE -> only();
            case Notifications.CANCELLED -> over(of(params.get("requestId")));
            default ->
                of(note.meta().map(meta -> meta.get(MetaKeys.SUBSCRIPTION_ID)).orElse(null));
        };
        if (exchange != null) {
            exchange.hear(note);
        }
    }

    /** The request of an id; some servers make a string of the number. */
    private @Nullable Exchange of(@Nullable RawJson id) {
        if (id == null) {
            return null;
        }
        return pending.get(id.isString() ? RawJson.of(id.stringValue()) : id);
    }

    private @Nullable Exchange only() {
        if (calls != 1) {
            return null;
        }
        return pending.values().stream()
                .filter(each -> each.caller != null && !doubt.keepsFrom(each.caller))
                .findFirst()
                .orElse(null);
    }

    /** A server ends subscriptions so, and nothing else. */
    private @Nullable Exchange over(@Nullable Exchange exchange) {
        if (exchange != null && exchange.caller == null) {
            exchange.fail(new WireException(WireException.Kind.LOST, "The upstream has ended the subscription."));
        }
        return null;
    }

    @Override
    public void unanswered(long id, Throwable cause) {
        Exchange exchange = pending.get(RawJson.of(Long.toString(id)));
        if (exchange != null) {
            exchange.fail(cause);
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        Throwable why =
                cause != null ? cause : new WireException(WireException.Kind.LOST, "The process has been ended");
        List<Exchange> all = new ArrayList<>(pending.values());
        all.forEach(exchange -> exchange.fail(why));
        if (!closing) {
            lost.accept(why);
        }
    }

    @Override
    public Future<Void> close() {
        closing = true;
        return wire.close();
    }

    private static Buffer cancellation(RawJson id) {
        return RpcWriter.notification(Notifications.CANCELLED, RawJson.of("{\"requestId\":" + id + '}'));
    }
}
