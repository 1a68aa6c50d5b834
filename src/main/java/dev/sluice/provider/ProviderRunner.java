package dev.sluice.provider;

import dev.sluice.bus.Answers;
import dev.sluice.bus.Call;
import dev.sluice.bus.Cancellation;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Outcome;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs the calls of one provider in one shard: breaker, then an attempt within the deadline, then perhaps a retry, then
 * the bound on the result. Whatever a provider does (throws, returns nothing, never answers, answers twice or on a
 * thread of its own), the call ends once, with an outcome. Confined to the shard's event loop.
 *
 * <p>A provider that answers at once costs no timer and no entry in the table of running calls.
 */
final class ProviderRunner {
    private static final Logger LOGGER = LoggerFactory.getLogger(ProviderRunner.class);
    private static final long BLOCKED_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final HostedProvider hosted;
    private final Invoker invoker;
    private final NoteSender notes;
    private final Vertx vertx;
    private final InstantSource clock;
    private final OwnLoop loop;
    private final Breaker breaker;
    private final Replies replies;
    private final RunningCalls running;

    ProviderRunner(
            HostedProvider hosted,
            Invoker invoker,
            SluiceConfig config,
            Vertx vertx,
            InstantSource clock,
            OwnLoop loop) {
        this.hosted = hosted;
        this.invoker = invoker;
        this.notes =
                new NoteSender(vertx, loop, config.dialogue(), hosted.meters().notes());
        this.vertx = vertx;
        this.clock = clock;
        this.loop = loop;
        this.breaker = hosted.guard().breaker();
        this.replies = new Replies(config.calls().maxResultSize());
        this.running = new RunningCalls(vertx, clock, this::timeOut);
    }

    /** Runs a call. Completes on the shard's event loop with its outcome; never fails. */
    Future<Outcome> run(Call call) {
        CallMeters meters = hosted.meters().of(call.target());
        if (meters == null) {
            LOGGER.atError()
                    .addKeyValue("provider", hosted.name())
                    .addKeyValue("target", call.target().name())
                    .log("Provider was asked for a tool it never had");
            return Future.succeededFuture(Refusals.internal(call.id().requestId()));
        }
        long now = clock.millis();
        Deadline deadline = deadline(call, now);
        if (deadline.epochMillis() <= now) {
            meters.didNotRun(Ending.TIMEOUT);
            return Future.succeededFuture(
                    Refusals.timeout(deadline, call.target().timeout()));
        }
        Breaker.Stage permission = breaker.enter();
        if (permission == null) {
            meters.didNotRun(Ending.CIRCUIT_OPEN);
            return Future.succeededFuture(Refusals.circuitOpen(hosted.name(), breaker.untilTrial()));
        }
        hosted.guard().budget().earn();
        RunningCall it = new RunningCall(call, meters, new CallDialogue(call, notes), deadline, now);
        it.permit(permission);
        return begin(it, permission, now);
    }

    /** Nobody waits for a task, which has the time that it is kept for; all others have the time limit of their target. */
    private static Deadline deadline(Call call, long now) {
        Deadline limit = new Deadline(now + call.target().timeout().toMillis());
        return call.answers().task() == Answers.TaskStanding.RUNNING
                ? call.deadline()
                : call.deadline().atMost(limit);
    }

    /** The caller does not want the answer any more. Nothing happens when the call is not here. */
    void cancel(Cancellation cancellation) {
        RunningCall it = running.get(cancellation.call());
        if (it == null) {
            return;
        }
        // Who gave up because time ran out may be faster than our own watch; it is a timeout all the same.
        if (it.deadline().hasPassed(clock)) {
            timeOut(it);
        } else {
            abandon(it, Ending.CANCELLED, Refusals.cancelled());
        }
    }

    /** Ends what runs, because the node goes down. */
    void close() {
        running.stopWatching();
        running.all().forEach(it -> abandon(it, Ending.CANCELLED, Refusals.draining()));
        invoker.close();
    }

    /** Completes when no call runs; to be asked when none comes any more. */
    Future<Void> idle() {
        return running.empty();
    }

    private Future<Outcome> begin(RunningCall it, Breaker.Stage permission, long now) {
        Future<?> answer = invoker.ask(it);
        long nanos = System.nanoTime() - it.begunNanos;
        if (nanos > BLOCKED_NANOS) {
            blocked(it, nanos);
        }
        boolean inTime = nanos < TimeUnit.MILLISECONDS.toNanos(it.deadline.epochMillis() - now);
        if (answer.succeeded()
                && inTime
                && !permission.isTrial()
                && Replies.isPlain(it.call, answer.result())
                && answer.result() instanceof ToolResult result) {
            it.dialogue.end();
            it.meters.ran(replies.ending(result), nanos);
            return told(it, replies.outcome(it.call, result));
        }
        if (!running.add(it)) {
            LOGGER.atError().addKeyValue("requestId", requestId(it)).log("Two calls have one id");
            finish(it, Ending.FAILED, Refusals.internal(requestId(it)), toldNothing(it));
        } else if (inTime) {
            follow(it, answer);
        } else {
            timeOut(it);
        }
        return it.outcome.future();
    }

    private void follow(RunningCall it, Future<?> answer) {
        answer.onComplete((reply, failure) -> loop.run(() -> arrived(it, reply, failure)));
    }

    private void arrived(RunningCall it, @Nullable Object reply, @Nullable Throwable failure) {
        if (it.settled) {
            LOGGER.atDebug().addKeyValue("requestId", requestId(it)).log("Dropped a late answer");
            return;
        }
        switch (failure) {
            case null -> replied(it, reply);
            case ToolRefusedException refused ->
                finish(it, Ending.REFUSED, Refusals.forbidden(refused), toldNothing(it));
            case ResourceNotFoundException missing ->
                finish(it, Ending.NOT_FOUND, Refusals.notFound(missing), toldNothing(it));
            case ProtocolErrorException error -> {
                Replies.Judged judged = replies.judge(it.call, error);
                finish(it, judged.ending(), judged.outcome(), toldNothing(it));
            }
            default -> failed(it, failure);
        }
    }

    private void replied(RunningCall it, @Nullable Object reply) {
        Replies.Judged judged;
        try {
            judged = replies.judge(it.call, it.dialogue, reply);
        } catch (RuntimeException unfit) {
            failed(it, unfit);
            return;
        }
        if (it.retries > 0) {
            hosted.guard().retries().succeeded().increment();
        }
        Breaker.Stage permission = it.takePermission();
        Future<Void> counted = Future.succeededFuture();
        if (permission != null && judged.ending().isWell()) {
            counted = breaker.succeeded(permission);
        } else if (permission != null) {
            breaker.toldNothing(permission);
        }
        finish(it, judged.ending(), judged.outcome(), counted);
    }

    private void failed(RunningCall it, Throwable failure) {
        LOGGER.atWarn()
                .setCause(failure)
                .addKeyValue("provider", hosted.name())
                .addKeyValue("method", it.call.target().method().wire())
                .addKeyValue("target", it.call.target().name())
                .addKeyValue("requestId", requestId(it))
                .log("Provider failed");
        if (it.retries > 0) {
            hosted.guard().retries().failed().increment();
        }
        blame(it)
                .onComplete(ignored -> loop.run(() -> {
                    if (!it.settled && !retryLater(it, failure instanceof NotSentException)) {
                        finish(it, Ending.FAILED, Refusals.failed(it.call), Future.succeededFuture());
                    }
                }));
    }

    private boolean retryLater(RunningCall it, boolean harmless) {
        long wait = hosted.guard()
                .retryIn(it, harmless, hosted.retries(), it.deadline().remainingMillis(clock));
        if (wait == Guard.NO_RETRY) {
            return false;
        }
        it.retryTimer = vertx.setTimer(wait, ignored -> retry(it));
        return true;
    }

    private void retry(RunningCall it) {
        it.retryTimer = RunningCall.NO_TIMER;
        if (it.settled) {
            return;
        }
        Breaker.Stage permission = breaker.enter();
        if (permission == null) {
            finish(it, Ending.FAILED, Refusals.failed(it.call), Future.succeededFuture());
            return;
        }
        it.retries++;
        it.attemptedAt = clock.millis();
        it.permit(permission);
        it.dialogue.restart();
        follow(it, invoker.ask(it));
    }

    private void timeOut(RunningCall it) {
        Future<Void> counted = it.hadFairTime() ? blame(it) : toldNothing(it);
        Outcome outcome = Refusals.timeout(it.deadline, it.call.target().timeout());
        countAbandoned(it);
        finish(it, Ending.TIMEOUT, outcome, counted);
        signalCancelled(it);
    }

    private void abandon(RunningCall it, Ending ending, Outcome outcome) {
        countAbandoned(it);
        finish(it, ending, outcome, toldNothing(it));
        signalCancelled(it);
    }

    private void countAbandoned(RunningCall it) {
        if (it.retries > 0) {
            hosted.guard().retries().abandoned().increment();
        }
    }

    private void signalCancelled(RunningCall it) {
        try {
            it.cancelled.tryComplete();
        } catch (RuntimeException thrown) {
            LOGGER.atWarn()
                    .setCause(thrown)
                    .addKeyValue("provider", hosted.name())
                    .log("Provider threw when told that its call was cancelled");
        }
    }

    private Future<Void> blame(RunningCall it) {
        Breaker.Stage permission = it.takePermission();
        return permission == null ? Future.succeededFuture() : breaker.failed(permission);
    }

    private Future<Void> toldNothing(RunningCall it) {
        Breaker.Stage permission = it.takePermission();
        if (permission != null) {
            breaker.toldNothing(permission);
        }
        return Future.succeededFuture();
    }

    /** Ends a call for good; its caller hears of it when the breaker has counted it. */
    private void finish(RunningCall it, Ending ending, Outcome outcome, Future<Void> counted) {
        it.settled = true;
        it.dialogue.end();
        running.remove(it);
        if (it.retryTimer != RunningCall.NO_TIMER) {
            vertx.cancelTimer(it.retryTimer);
        }
        it.meters.ran(ending, System.nanoTime() - it.begunNanos);
        counted.onComplete(ignored -> loop.run(() -> told(it, outcome).onComplete(it.outcome)));
    }

    /** An outcome goes by reference and would overtake notes, which as messages take a turn of the event loop. */
    private Future<Outcome> told(RunningCall it, Outcome outcome) {
        if (!it.dialogue.hasSpoken()) {
            return Future.succeededFuture(outcome);
        }
        Promise<Outcome> behind = Promise.promise();
        loop.later(() -> behind.complete(outcome));
        return behind.future();
    }

    private void blocked(RunningCall it, long nanos) {
        LOGGER.atWarn()
                .addKeyValue("provider", hosted.name())
                .addKeyValue("target", it.call.target().name())
                .addKeyValue("duration", Duration.ofNanos(nanos).toString())
                .log("Provider blocked the event loop; use ProviderHost.blocking");
    }

    private static String requestId(RunningCall it) {
        return it.call.id().requestId();
    }
}
