package dev.sluice.provider.upstream.legacy;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcWriter;
import dev.sluice.provider.upstream.wire.Wire;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
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

    private final Wire wire;
    private final Consumer<WireException> unsaid;
    private final Set<Future<Void>> underway = new HashSet<>();

    /** @param unsaid hears of what could not be said, before whoever said it does */
    LegacyTelling(Wire wire, Consumer<WireException> unsaid) {
        this.wire = wire;
        this.unsaid = unsaid;
    }

    /** Passes the answer to a question on; fails with a {@link WireException}. */
    Future<Void> answer(RequestId question, RawJson result) {
        return transmit(new Wire.Outgoing(null, OptionalLong.empty(), null, RpcWriter.result(question, result)));
    }

    /** Does not answer a question; fails with a {@link WireException}. */
    Future<Void> refuse(RequestId question, int code, String message) {
        return transmit(new Wire.Outgoing(
                null,
                OptionalLong.empty(),
                null,
                RpcWriter.error(question, RpcWriter.MissingId.OMITTED, code, message, null)));
    }

    /** Sends a notification; fails with a {@link WireException}. */
    Future<Void> note(String method, RawJson params) {
        return transmit(new Wire.Outgoing(method, OptionalLong.empty(), null, RpcWriter.notification(method, params)));
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
