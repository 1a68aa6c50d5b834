package dev.sluice.admission;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Cancellation;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
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
    private static final DeliveryOptions REPLY = new DeliveryOptions().setLocalOnly(true);
    /**
     * A provider holds the same deadline and knows more, so its answer is waited for a little longer than that. It also
     * makes few different timeouts, whose options are kept.
     */
    private static final long TIMEOUT_STEP_MILLIS = 100;

    private static final int KEPT_OPTIONS = 600;

    private final Vertx vertx;
    private final int shard;
    private final Gates gates;
    private final Drain drain;
    private final InstantSource clock;
    private final Map<CallId, Passage> waiting = new HashMap<>();
    private final Map<String, String> addresses = new HashMap<>();
    private final DeliveryOptions[] options = new DeliveryOptions[KEPT_OPTIONS];
    private final AtomicInteger inside = new AtomicInteger();

    AdmissionDoor(Vertx vertx, int shard, Gates gates, Drain drain, InstantSource clock) {
        this.vertx = vertx;
        this.shard = shard;
        this.gates = gates;
        this.drain = drain;
        this.clock = clock;
        for (int i = 0; i < KEPT_OPTIONS; i++) {
            options[i] = optionsFor((i + 1) * TIMEOUT_STEP_MILLIS);
        }
    }

    /** Takes a call; its reply is an {@link Outcome}, on every path. */
    void submit(Message<Call> message) {
        inside.incrementAndGet();
        if (drain.hasBegun()) {
            reply(message, new Outcome.Refused(gates.node().refusals().draining()));
            return;
        }
        Call call = message.body();
        guard(new Passage(this, message, gates.to(call.target())), call);
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
        String provider = call.target().provider();
        String address = addresses.get(provider);
        if (address == null) {
            address = Addresses.provider(provider, shard);
            addresses.put(provider, address);
        }
        long slot = call.deadline().remainingMillis(clock) / TIMEOUT_STEP_MILLIS + 1;
        DeliveryOptions within =
                slot < KEPT_OPTIONS ? options[(int) slot] : optionsFor((slot + 1) * TIMEOUT_STEP_MILLIS);
        vertx.eventBus().<Object>request(address, call, within).onComplete(passage);
    }

    /** What the provider's reply, or its failure to reply, means. */
    Outcome outcome(Call call, @Nullable Message<Object> answer, @Nullable Throwable failure) {
        if (answer != null && answer.body() instanceof Outcome outcome) {
            return outcome;
        }
        if (failure instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT) {
            return new Outcome.Refused(Refusal.of(RefusalCode.TIMEOUT)
                    .with("deadline", call.deadline().epochMillis()));
        }
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

    void reply(Message<Call> message, Outcome outcome) {
        try {
            message.reply(outcome, REPLY);
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

    private static DeliveryOptions optionsFor(long millis) {
        return new DeliveryOptions().setLocalOnly(true).setSendTimeout(millis);
    }
}
