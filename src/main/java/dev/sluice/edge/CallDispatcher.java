package dev.sluice.edge;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Answers;
import dev.sluice.bus.ArgumentsCheck;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallRequest;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.DeadlineWatch;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.Target;
import dev.sluice.bus.TaskSupport;
import dev.sluice.bus.ToolEntry;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.JsonCodec;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Brings a call from whichever adapter to admission: roles, input schema, the caller's limit, queue. Whoever may not use
 * something learns nothing of what it takes.
 * Every era and the envelope go through here, so that none of them is judged otherwise. Confined to its shard.
 */
final class CallDispatcher {
    /** How much longer than a call's deadline its answer is waited for: the stages behind refuse it first. */
    private static final long GRACE_MILLIS = 1_000;

    private final MessageProducer<CallRequest> admission;
    private final DeadlineWatch submitted;
    private final Gatekeeper gatekeeper;
    private final InstantSource clock;
    private final String server;

    /** @param server the endpoint whose calls it brings */
    CallDispatcher(Vertx vertx, int shard, Gatekeeper gatekeeper, InstantSource clock, String server) {
        this.server = server;
        this.admission = vertx.eventBus().sender(Addresses.admission(shard), new DeliveryOptions().setLocalOnly(true));
        this.submitted = new DeadlineWatch(vertx);
        this.gatekeeper = gatekeeper;
        this.clock = clock;
    }

    /**
     * Judges what a request asks for, cheapest first; everything but the queue.
     *
     * @param meta {@code _meta} of the request, null when there is none
     * @return completes with the call to be {@link #submit submitted}; fails with a RefusedException
     */
    Future<Call> admit(Inquiry inquiry, Routed routed, @Nullable RawJson meta, Caller caller, Answers answers) {
        inquiry.target(routed.name());
        if (gatekeeper.isDraining()) {
            return refused(Gatekeeper.draining());
        }
        Target target = routed.target();
        if (target == null) {
            return refused(Objects.requireNonNull(routed.refusal()));
        }
        inquiry.provider(target.provider());
        Refusal refusal = judge(inquiry, target, routed, caller);
        if (refusal != null) {
            return refused(refusal);
        }
        Future<Optional<Refusal>> limited = gatekeeper.caller(inquiry.exchange(), server, target.ruleName());
        if (limited.succeeded() && limited.result().isEmpty()) {
            return Future.succeededFuture(call(inquiry, routed, target, meta, caller, answers));
        }
        return limited.compose(limit -> limit.isPresent()
                ? refused(limit.get())
                : Future.succeededFuture(call(inquiry, routed, target, meta, caller, answers)));
    }

    private Call call(
            Inquiry inquiry, Routed routed, Target target, @Nullable RawJson meta, Caller caller, Answers answers) {
        return new Call(
                inquiry.id(),
                server,
                target,
                routed.arguments(),
                meta,
                inquiry.exchange().principal(),
                caller,
                answers,
                Deadline.in(target.timeout(), clock));
    }

    /**
     * Runs a call, in its turn.
     *
     * @return completes with the outcome, a refusal included; fails only by accident
     */
    Future<Outcome> submit(Call call) {
        Submission submission = new Submission();
        submitted.add(submission, call.deadline().remainingMillis(clock) + GRACE_MILLIS);
        new CallRequest(call, submission).sendBy(admission);
        return submission.outcome.future();
    }

    /** The next round of a call whose caller has answered: the same call, with the answers and a deadline of its own. */
    Call next(Call call, Answers answers) {
        return new Call(
                call.id(),
                call.server(),
                call.target(),
                call.arguments(),
                call.meta(),
                call.principal(),
                call.caller(),
                answers,
                Deadline.in(call.target().timeout(), clock));
    }

    private static @Nullable Refusal judge(Inquiry inquiry, Target target, Routed routed, Caller caller) {
        if (!inquiry.exchange().principal().hasAnyOf(target.roles())) {
            return Refusal.of(
                    RefusalCode.INSUFFICIENT_PERMISSIONS, "None of your roles may use " + target.name() + ".");
        }
        if (routed.refusal() != null) {
            return routed.refusal();
        }
        if (target instanceof ToolEntry tool) {
            ArgumentsCheck.Violation violation = tool.check().violation(routed.arguments());
            if (violation != null) {
                return invalid(violation);
            }
        }
        if (target instanceof ToolEntry tool
                && tool.tasks() == TaskSupport.REQUIRED
                && !caller.capabilities().can(Capability.TASKS)) {
            return lacks(Capability.TASKS);
        }
        return null;
    }

    /** The refusal of a caller that cannot do what a call needs. */
    static Refusal lacks(Capability capability) {
        return Refusal.of(RefusalCode.MISSING_CAPABILITY)
                .with(
                        "requiredCapabilities",
                        JsonCodec.MAPPER.convertValue(capability.toJson().tree(), Map.class));
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

    private static Future<Call> refused(Refusal refusal) {
        return Future.failedFuture(refusal.asException());
    }
}
