package dev.sluice.edge;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.ArgumentsCheck;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallRequest;
import dev.sluice.bus.Caller;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.DeadlineWatch;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Published;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Completable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.MessageProducer;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings a call of a tool from whichever adapter to admission: route, input schema, roles, the caller's limit, queue.
 * Every era and the envelope go through here, so that none of them is judged otherwise. Confined to its shard.
 */
final class CallDispatcher {
    /** How much longer than a call's deadline its answer is waited for: the stages behind refuse it first. */
    private static final long GRACE_MILLIS = 1_000;

    private static final int MAX_SHOWN_NAME = 128;

    private final MessageProducer<CallRequest> admission;
    private final DeadlineWatch submitted;
    private final Published<CatalogSnapshot> catalog;
    private final Gatekeeper gatekeeper;
    private final InstantSource clock;

    CallDispatcher(
            Vertx vertx, int shard, Published<CatalogSnapshot> catalog, Gatekeeper gatekeeper, InstantSource clock) {
        this.admission = vertx.eventBus().sender(Addresses.admission(shard), new DeliveryOptions().setLocalOnly(true));
        this.submitted = new DeadlineWatch(vertx);
        this.catalog = catalog;
        this.gatekeeper = gatekeeper;
        this.clock = clock;
    }

    /**
     * Runs a tool.
     *
     * @param name its public name
     * @return completes with the outcome, a refusal included; fails only by accident
     */
    Future<Outcome> call(Inquiry inquiry, String name, RawJson arguments, @Nullable RawJson meta, Caller caller) {
        inquiry.target(shown(name));
        if (gatekeeper.isDraining()) {
            return refused(Gatekeeper.draining());
        }
        ToolEntry tool = catalog.get().tool(name);
        if (tool == null) {
            return refused(Refusal.of(RefusalCode.INVALID_PARAMS, "Unknown tool: " + shown(name)));
        }
        inquiry.provider(tool.provider());
        ArgumentsCheck.Violation violation = tool.check().violation(arguments);
        if (violation != null) {
            return refused(invalid(violation));
        }
        if (!inquiry.exchange().principal().hasAnyOf(tool.roles())) {
            return refused(Refusal.of(
                    RefusalCode.INSUFFICIENT_PERMISSIONS, "None of your roles may call " + tool.name() + "."));
        }
        Future<Optional<Refusal>> limited = gatekeeper.caller(inquiry.exchange(), name);
        if (limited.succeeded() && limited.result().isEmpty()) {
            return submit(call(inquiry, tool, arguments, meta, caller));
        }
        return limited.compose(refusal ->
                refusal.isPresent() ? refused(refusal.get()) : submit(call(inquiry, tool, arguments, meta, caller)));
    }

    private Call call(Inquiry inquiry, ToolEntry tool, RawJson arguments, @Nullable RawJson meta, Caller caller) {
        return new Call(
                inquiry.id(),
                Method.TOOLS_CALL,
                tool,
                arguments,
                meta,
                inquiry.exchange().principal(),
                caller,
                Deadline.in(tool.timeout(), clock));
    }

    private Future<Outcome> submit(Call call) {
        Submission submission = new Submission();
        submitted.add(submission, call.deadline().remainingMillis(clock) + GRACE_MILLIS);
        new CallRequest(call, submission).sendBy(admission);
        return submission.outcome.future();
    }

    /** A call that admission has, until it is answered or its time is over. */
    private final class Submission extends DeadlineWatch.Watched implements Completable<Outcome> {
        private final Promise<Outcome> outcome = Promise.promise();

        @Override
        public void complete(@Nullable Outcome ended, @Nullable Throwable failure) {
            submitted.remove(this);
            if (failure == null) {
                outcome.tryComplete(ended);
            } else {
                outcome.tryFail(failure);
            }
        }

        @Override
        protected void overdue() {
            outcome.tryComplete(new Outcome.Refused(Refusal.of(RefusalCode.TIMEOUT)));
        }
    }

    private static Refusal invalid(ArgumentsCheck.Violation violation) {
        String where = violation.field().isEmpty() ? "" : violation.field() + ": ";
        return Refusal.of(RefusalCode.INVALID_ARGUMENTS, where + violation.message())
                .with("field", violation.field())
                .with("rule", violation.rule());
    }

    private static String shown(String name) {
        return name.length() <= MAX_SHOWN_NAME ? name : name.substring(0, MAX_SHOWN_NAME) + '…';
    }

    private static Future<Outcome> refused(Refusal refusal) {
        return Future.succeededFuture(new Outcome.Refused(refusal));
    }
}
