package dev.sluice.provider.upstream.legacy;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcWriter;
import dev.sluice.provider.upstream.wire.Wire;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Says to a server what it does not answer: notes, and answers to its questions. Confined to the home loop. */
final class LegacyTelling {
    /** How long the last words of a session may take, in milliseconds. */
    private static final long LAST_WORDS_MILLIS = 1_000;

    /** Answers on their way at one time: each may hold a connection, which the calls of others must not lack. */
    static final int AT_ONCE = 8;

    /** Answers that wait for those; who asks for more is not answered. */
    static final int MAX_WAITING = 256;

    private final Wire wire;
    private final Consumer<WireException> unsaid;
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private int answering;
    private final Set<Future<Void>> underway = new HashSet<>();

    private record Waiting(Wire.Outgoing message, Promise<Void> said) {}

    /** @param unsaid hears of what could not be said, before whoever said it does */
    LegacyTelling(Wire wire, Consumer<WireException> unsaid) {
        this.wire = wire;
        this.unsaid = unsaid;
    }

    /** Passes the answer to a question on; fails with a {@link WireException}. */
    Future<Void> answer(RequestId question, RawJson result) {
        return inTurn(new Wire.Outgoing(null, OptionalLong.empty(), null, RpcWriter.result(question, result)));
    }

    /** Does not answer a question; fails with a {@link WireException}. */
    Future<Void> refuse(RequestId question, int code, String message) {
        return inTurn(new Wire.Outgoing(
                null,
                OptionalLong.empty(),
                null,
                RpcWriter.error(question, RpcWriter.MissingId.OMITTED, code, message, null)));
    }

    /** Sends a notification; fails with a {@link WireException}. */
    Future<Void> note(String method, RawJson params) {
        return transmit(new Wire.Outgoing(method, OptionalLong.empty(), null, RpcWriter.notification(method, params)));
    }

    private Future<Void> inTurn(Wire.Outgoing message) {
        if (answering < AT_ONCE) {
            return begin(message);
        }
        if (waiting.size() >= MAX_WAITING) {
            return Future.failedFuture(
                    new WireException(WireException.Kind.LOST, "The server asks more than it takes answers."));
        }
        Waiting next = new Waiting(message, Promise.promise());
        waiting.add(next);
        return next.said().future();
    }

    private Future<Void> begin(Wire.Outgoing message) {
        answering++;
        return transmit(message).onComplete(done -> {
            answering--;
            Waiting next = waiting.poll();
            if (next != null) {
                begin(next.message()).onComplete(next.said());
            }
        });
    }

    private Future<Void> transmit(Wire.Outgoing message) {
        Future<Void> sent = wire.send(message);
        if (!sent.isComplete()) {
            underway.add(sent);
        }
        return sent.onComplete(done -> underway.remove(sent))
                .onFailure(cause -> unsaid.accept(LegacyOutcomes.wire(cause)));
    }

    /** Completes when everything has been said, or after a second. Never fails. */
    Future<Void> ended() {
        return underway.isEmpty()
                ? Future.succeededFuture()
                : Future.join(List.copyOf(underway))
                        .timeout(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS)
                        .transform(done -> Future.succeededFuture());
    }
}
