package dev.sluice.provider.upstream.parked;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import dev.sluice.provider.Work;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/**
 * One call at an upstream of a legacy revision, over all its rounds. Confined to the home loop of its upstream.
 *
 * <p>running (somebody waits for it) → waiting (parked: its caller has been asked) → running, with the retry that brings the
 * answers → … → ended. When the caller of a retry goes away it is cut off, and goes on for a while in case that the retry is
 * repeated. However it ends, whoever waits is answered once, the upstream is told when its work is not wanted, and {@link
 * Upstream#over} is called once.
 */
public final class ParkedCall {
    private final ParkedCalls home;
    private final Upstream upstream;
    private final ClientCapabilities profile;
    private final Call first;
    private final ParkedQuestions questions = new ParkedQuestions();
    private final ParkedWaiter waiter = new ParkedWaiter();
    private final ParkedPlace place;
    private final ParkedAlarm quiet;
    private final ParkedAlarm grace;

    private Stage stage = Stage.RUNNING;
    private ClientCapabilities client;
    /** The round of answers that it waits for, or was told last. */
    private int round;

    private int consumed;
    private @Nullable Outcome asks;
    private @Nullable Future<Outcome> result;

    private enum Stage {
        RUNNING,
        WAITING,
        CUT_OFF,
        ENDED
    }

    /** The upstream that does the work. */
    public interface Upstream extends ParkedQuestions.Asker {
        /** Tells it that nobody wants the result any more; there will be none. */
        void cancel(String reason);

        /** The call has ended. */
        void over();
    }

    /** @param profile what the upstream was told that its client can do */
    public ParkedCall(ParkedCalls home, Upstream upstream, ClientCapabilities profile, Call first) {
        this.home = home;
        this.upstream = upstream;
        this.profile = profile;
        this.client = profile;
        this.first = first;
        this.quiet = new ParkedAlarm(home.timers(), this::settled);
        this.place = new ParkedPlace(home, this);
        this.grace = new ParkedAlarm(home.timers(), () -> stop("The caller went away."));
    }

    /** The first round. */
    public Future<Outcome> begin(Work work) {
        return attach(work);
    }

    boolean belongsTo(Call call) {
        return call.principal().key().equals(first.principal().key())
                && call.target().method() == first.target().method()
                && call.target().name().equals(first.target().name());
    }

    String caller() {
        return first.principal().key();
    }

    /** Whether nobody waits for it until its caller has answered. */
    boolean isWaiting() {
        return stage == Stage.WAITING;
    }

    /** Its place is needed for the call of somebody who has fewer. */
    void giveWay() {
        stop("Others wait for an answer as well.");
    }

    /** Whether its upstream has nothing to do for it any more. */
    public boolean hasEnded() {
        return stage == Stage.ENDED;
    }

    /** A later round, or the same one again because its answer got lost. */
    public Future<Outcome> resume(Work work, int wanted) {
        Future<Outcome> known = result;
        if (wanted != round && wanted != consumed) {
            return Future.succeededFuture(ParkedCalls.gone());
        }
        if (known != null) {
            place.fetched();
            return known;
        }
        if (stage == Stage.WAITING) {
            Outcome told = asks;
            return wanted == round || told == null ? take(work) : Future.succeededFuture(told);
        }
        grace.off();
        waiter.cutOff();
        stage = Stage.RUNNING;
        Future<Outcome> outcome = attach(work);
        settleSoon();
        return outcome;
    }

    private Future<Outcome> take(Work work) {
        var given = work.call().answers().given();
        String misfit = questions.misfit(given).orElse(null);
        if (misfit != null) {
            return Future.succeededFuture(new Outcome.Refused(Refusal.of(
                            RefusalCode.INVALID_PARAMS, "The answer does not have the shape that its question wants.")
                    .with("field", "inputResponses." + misfit)));
        }
        consumed = round;
        stage = Stage.RUNNING;
        Future<Outcome> outcome = attach(work);
        questions.answer(given, upstream);
        questions.limit(client, upstream);
        if (stage == Stage.RUNNING && !questions.isEmpty()) {
            park();
        }
        return outcome;
    }

    private Future<Outcome> attach(Work work) {
        client = new ClientCapabilities(work.call().caller().capabilities().bits() & profile.bits());
        return waiter.attach(work);
    }

    /** Whoever waits for this round does not want its outcome any more. Nothing happens when that round is over. */
    public void cancelled(Work work) {
        if (!waiter.is(work)) {
            return;
        }
        waiter.cutOff();
        if (!place.isTaken() || work.deadline().hasPassed(home.clock())) {
            stop("The caller does not wait any more.");
        } else {
            stage = Stage.CUT_OFF;
            quiet.off();
            grace.on(home.bounds().grace());
        }
    }

    /** The upstream asks something. */
    public void asked(RpcMessage.Request request) {
        if (questions.add(request, client, upstream)) {
            settleSoon();
        }
    }

    /** The upstream does not want the answer to a question any more. */
    public void withdrawn(RequestId question) {
        questions.withdraw(question);
    }

    /** Whoever waits for its outcome now. */
    public ParkedWaiter waiter() {
        return waiter;
    }

    /** The upstream has done its work, or will not. */
    public void finished(Future<Outcome> end) {
        if (stage == Stage.ENDED) {
            return;
        }
        boolean expected = stage != Stage.WAITING;
        result = end;
        questions.drop();
        Promise<Outcome> told = waiter.detach();
        end();
        if (place.isTaken()) {
            place.keep();
            if (expected) {
                place.fetched();
            }
        }
        end.onComplete((outcome, failure) -> {
            if (failure == null) {
                told.tryComplete(outcome);
            } else {
                told.tryFail(failure);
            }
        });
    }

    private void settleSoon() {
        if (stage == Stage.RUNNING && !questions.isEmpty()) {
            quiet.on(home.bounds().quiet());
        }
    }

    /** No more questions have come. */
    private void settled() {
        if (stage == Stage.RUNNING && !questions.isEmpty()) {
            park();
        }
    }

    private void park() {
        Call call = waiter.call();
        if (call == null) {
            return;
        }
        Refusal refusal = place.take(call);
        Promise<Outcome> told = waiter.detach();
        if (refusal != null) {
            stop("The caller cannot be asked.");
            told.tryComplete(new Outcome.Refused(refusal));
            return;
        }
        quiet.off();
        round++;
        stage = Stage.WAITING;
        Outcome asking = new Outcome.InputRequired(
                questions.toJson(), place.state(first, round).toJson());
        asks = asking;
        told.tryComplete(asking);
    }

    /** It has been parked for as long as it may be. */
    void overdue() {
        if (stage == Stage.WAITING) {
            stop("The caller did not answer in time.");
        } else if (stage == Stage.ENDED) {
            forget();
        }
    }

    /** Ends it without a result. */
    private void stop(String reason) {
        if (stage == Stage.ENDED) {
            return;
        }
        questions.dismiss(upstream);
        upstream.cancel(reason);
        end();
        forget();
    }

    /** The upstream is given up. */
    void close() {
        if (stage == Stage.ENDED) {
            forget();
            return;
        }
        Promise<Outcome> told = waiter.detach();
        stop("The gateway stops.");
        told.tryFail(new WireException(WireException.Kind.LOST, "The gateway has let go of the server."));
    }

    private void end() {
        stage = Stage.ENDED;
        quiet.off();
        grace.off();
        upstream.over();
    }

    /** Nothing is kept of it any more. */
    void forget() {
        place.leave();
    }
}
