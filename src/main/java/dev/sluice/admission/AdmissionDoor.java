package dev.sluice.admission;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.CallRequest;
import dev.sluice.bus.Cancellation;
import dev.sluice.bus.DeadlineWatch;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageProducer;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The near side of admission in one shard: takes calls, leads them through the gates to their provider and back.
 * Confined to the shard's event loop, but for {@link #inside()}. Holds one record for each call that waits, which the
 * gates bound.
 */
final class AdmissionDoor {
    private static final Logger LOGGER = LoggerFactory.getLogger(AdmissionDoor.class);
    private static final int NOT_A_CALL = 400;
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    /** A provider holds the same deadline and knows more, so its answer is waited for a little longer than that. */
    private static final long GRACE_MILLIS = 100;

    private final Vertx vertx;
    private final int shard;
    private final Supplier<Gates> gates;
    private final Drain drain;
    private final InstantSource clock;
    private final Map<CallId, Passage> waiting = new HashMap<>();
    private final Map<String, MessageProducer<CallRequest>> providers = new HashMap<>();
    private final DeadlineWatch running;
    private final AtomicInteger inside = new AtomicInteger();

    AdmissionDoor(Vertx vertx, int shard, Supplier<Gates> gates, Drain drain, InstantSource clock) {
        this.vertx = vertx;
        this.shard = shard;
        this.gates = gates;
        this.drain = drain;
        this.clock = clock;
        this.running = new DeadlineWatch(vertx);
    }

    /** Takes a call; its answer is an {@link Outcome}, on every path. */
    void submit(Message<?> message) {
        CallRequest request = CallRequest.of(message);
        if (request == null) {
            message.fail(NOT_A_CALL, "not a call");
            return;
        }
        inside.incrementAndGet();
        Passage passage = new Passage(this, request, gates.get().to(request.call()));
        if (drain.hasBegun()) {
            passage.finish(new Outcome.Refused(gates.get().node().refusals().draining()));
        } else {
            guard(passage, request.call());
        }
    }

    void cancel(Cancellation cancellation) {
        Passage passage = waiting.get(cancellation.call());
        if (passage != null) {
            passage.cancel();
        }
    }

    /** Any thread: calls that have come and have not been answered. */
    int inside() {
        return inside.get();
    }

    int shard() {
        return shard;
    }

    /** Lets a call proceed; whatever goes wrong, it is answered. */
    void guard(Passage passage, Call call) {
        try {
            passage.proceed();
        } catch (RuntimeException | AssertionError unexpected) {
            LOGGER.atError()
                    .setCause(unexpected)
                    .addKeyValue("requestId", call.id().requestId())
                    .log("Admission of a call failed");
            passage.finish(new Outcome.Refused(Refusal.of(RefusalCode.INTERNAL_ERROR)));
        }
    }

    void send(Call call, Passage passage) {
        running.add(passage, call.deadline().remainingMillis(clock) + GRACE_MILLIS);
        new CallRequest(call, passage)
                .sendBy(providers.computeIfAbsent(call.target().provider(), this::producer));
    }

    private MessageProducer<CallRequest> producer(String provider) {
        return vertx.eventBus().sender(Addresses.provider(provider, shard), LOCAL);
    }

    /** What it means that a provider gave no outcome. */
    Outcome unanswered(Call call, @Nullable Throwable failure) {
        if (failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS) {
            return new Outcome.Refused(
                    Refusal.of(RefusalCode.INTERNAL_ERROR, "The provider of this tool is not running."));
        }
        LOGGER.atError()
                .setCause(failure)
                .addKeyValue("provider", call.target().provider())
                .addKeyValue("requestId", call.id().requestId())
                .log("A provider failed to answer a call");
        return new Outcome.Refused(Refusal.of(RefusalCode.INTERNAL_ERROR));
    }

    static Outcome timeout(Call call) {
        return new Outcome.Refused(
                Refusal.of(RefusalCode.TIMEOUT).with("deadline", call.deadline().epochMillis()));
    }

    /** Tells how a call ended, which is its last act here. */
    void answer(Passage passage, Completable<Outcome> asker, Outcome outcome) {
        running.remove(passage);
        try {
            asker.complete(outcome, null);
        } finally {
            inside.decrementAndGet();
            if (drain.hasBegun()) {
                drain.somebodyLeft();
            }
        }
    }

    void waits(CallId id, Passage passage) {
        waiting.put(id, passage);
    }

    void waitsNoMore(CallId id) {
        waiting.remove(id);
    }

    Context currentContext() {
        return vertx.getOrCreateContext();
    }

    long now() {
        return clock.millis();
    }
}
