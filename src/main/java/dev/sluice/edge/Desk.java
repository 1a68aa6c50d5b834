package dev.sluice.edge;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallId;
import dev.sluice.bus.Cancellation;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Principal;
import dev.sluice.edge.stream.Audience;
import dev.sluice.edge.stream.CallNotes;
import dev.sluice.edge.stream.StreamRoom;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RefusedException;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcWriter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What all adapters have in common: the record of each answer, the counting of work, the cancelling of calls, and that
 * every path ends in an answer. Confined to the event loop of its shard.
 */
final class Desk {
    static final String CLOSED = "closed";
    static final String CANCELLED = "cancelled";

    private static final Logger LOGGER = LoggerFactory.getLogger(Desk.class);
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);

    private final Vertx vertx;
    private final String cancel;
    private final Place place;
    private final Tools tools;
    private final Gatekeeper gatekeeper;
    private final RefusalAnswer refusals;
    private final Journal journal;
    private final StreamRoom room;

    /** The parts that know tools. */
    record Tools(
            ServerFacts facts,
            Listings listings,
            ToolHeaders headers,
            Routing routing,
            CallDispatcher dispatcher,
            Callers callers) {}

    /** How requests are refused and written down. */
    record Books(RefusalAnswer refusals, Journal journal) {}

    /** The shard that it is in. */
    record Shard(Vertx vertx, int number, StreamRoom room) {}

    Desk(Shard shard, Place place, Tools tools, Gatekeeper gatekeeper, Books books) {
        this.vertx = shard.vertx();
        this.cancel = Addresses.cancel(shard.number());
        this.place = place;
        this.tools = tools;
        this.gatekeeper = gatekeeper;
        this.refusals = books.refusals();
        this.journal = books.journal();
        this.room = shard.room();
    }

    /** The endpoint that it serves. */
    String server() {
        return place.server();
    }

    /** What sessions, states and tasks of somebody are bound to here. */
    String owner(Principal principal) {
        return Call.owner(place.server(), principal);
    }

    /** Somebody who listens here. */
    Audience audience(Principal principal) {
        return new Audience(place.server(), principal);
    }

    /** Why somebody may not use the endpoint at all, null when they may. */
    @Nullable
    Refusal closedTo(Principal principal) {
        return principal.hasAnyOf(place.entrance().roles())
                ? null
                : Refusal.of(RefusalCode.INSUFFICIENT_PERMISSIONS, "None of your roles may use this endpoint.");
    }

    ServerFacts facts() {
        return tools.facts();
    }

    Listings listings() {
        return tools.listings();
    }

    ToolHeaders headers() {
        return tools.headers();
    }

    Routing routing() {
        return tools.routing();
    }

    CallDispatcher dispatcher() {
        return tools.dispatcher();
    }

    Callers callers() {
        return tools.callers();
    }

    Gatekeeper gatekeeper() {
        return gatekeeper;
    }

    /** Streams, notes and questions. */
    StreamRoom room() {
        return room;
    }

    /** Runs a call, in its turn, and lets its caller hear of it meanwhile; as {@link CallDispatcher#submit}. */
    Future<Outcome> submit(Call call, Exchange exchange) {
        return submit(call, exchange, null);
    }

    /**
     * Runs one round of a call.
     *
     * @param reached the same for all rounds that answer one request: progress never falls; null when it has one round only
     */
    Future<Outcome> submit(Call call, Exchange exchange, CallNotes.@Nullable Reached reached) {
        if (!CallNotes.isWanted(call.caller())) {
            return dispatcher().submit(call);
        }
        room.notes().add(call, exchange.outlet(), reached);
        Promise<Outcome> told = Promise.promise();
        // Notes come by the event bus, the outcome does not: it waits for its turn behind them.
        dispatcher()
                .submit(call)
                .onComplete(ended -> vertx.runOnContext(ignored -> {
                    room.notes().remove(call.id());
                    told.handle(ended);
                }));
        return told.future();
    }

    /**
     * Does what a request asks and writes down how it ended.
     *
     * @param work may throw or fail with a RefusedException, which becomes a refusal; anything else becomes
     *     INTERNAL_ERROR
     * @return completes with the answer, never fails
     */
    Future<Answer> answer(Inquiry inquiry, Supplier<Future<Answer>> work) {
        Future<Answer> answer;
        try {
            answer = work.get();
        } catch (RuntimeException e) {
            answer = Future.failedFuture(e);
        }
        return answer.transform(done -> {
            Answer ended =
                    done.succeeded() ? done.result() : refuse(inquiry, refusal(done.cause(), inquiry.requestId()));
            return Future.succeededFuture(journal.answered(inquiry, ended));
        });
    }

    /** Does work that is no call, when the node takes work and the caller has not reached a limit. */
    Future<Answer> work(Inquiry inquiry, Supplier<Future<Answer>> work) {
        return gatekeeper.isDraining()
                ? Future.failedFuture(Gatekeeper.draining().asException())
                : counted(inquiry, work);
    }

    /** As {@link #work}, also while the node drains. */
    Future<Answer> counted(Inquiry inquiry, Supplier<Future<Answer>> work) {
        return gatekeeper
                .caller(inquiry.exchange(), place.server(), "")
                .compose(refusal ->
                        refusal.isPresent() ? Future.failedFuture(refusal.get().asException()) : work.get());
    }

    /** The answer that refuses a request which reached its method. */
    Answer refuse(Inquiry inquiry, Refusal refusal) {
        RequestId id = inquiry.rpcId();
        boolean toModel = refusal.code().rpcCode() == 0 && inquiry.method() != Method.TOOLS_CALL;
        Refusal told = toModel
                ? new Refusal(RefusalCode.PROVIDER_FAILED, refusal.message(), refusal.details(), refusal.retryAfter())
                : refusal;
        return refusals.of(told, inquiry.wire(), id.raw().isNull() ? null : id, inquiry.requestId());
    }

    /** The answer with a provider's own error. */
    Answer failed(Inquiry inquiry, Outcome.Failed failed) {
        return new Answer(
                200,
                RpcWriter.error(
                        inquiry.rpcId(), inquiry.wire().missingId(), failed.code(), failed.message(), failed.data()),
                null,
                Answer.PROVIDER_ERROR,
                null);
    }

    /** The answer that refuses a request which reached no method. */
    Answer turnAway(Exchange exchange, Refusal refusal) {
        return journal.turnedAway(
                exchange, refusals.atTheGate(refusal, exchange.wire(), exchange.rpcId(), exchange.requestId()));
    }

    /** From now on the call is cancelled when its client goes away. */
    void cancelWhenGone(Inquiry inquiry) {
        inquiry.exchange().onGone(ignored -> cancel(inquiry.id(), CLOSED));
    }

    /** Tells every stage of this shard that nobody wants the answer of a call any more. */
    void cancel(CallId call, String reason) {
        vertx.eventBus().publish(cancel, new Cancellation(call, reason), LOCAL);
    }

    /** What the caller is told of a failure; an accident is logged with its cause. */
    static Refusal refusal(Throwable cause, String requestId) {
        if (cause instanceof RefusedException refused) {
            return refused.refusal();
        }
        if (cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT) {
            return Refusal.of(RefusalCode.TIMEOUT);
        }
        LOGGER.atError().addKeyValue("requestId", requestId).setCause(cause).log("Request failed unexpectedly");
        return Refusal.of(RefusalCode.INTERNAL_ERROR);
    }
}
