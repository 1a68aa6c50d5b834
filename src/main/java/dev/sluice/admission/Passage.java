package dev.sluice.admission;

import dev.sluice.bus.Call;
import dev.sluice.bus.CallRequest;
import dev.sluice.bus.DeadlineWatch;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Refusal;
import io.vertx.core.Completable;
import io.vertx.core.Context;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way through the gates, to its provider and back. Confined to the context that its message came on;
 * {@link #granted} and {@link #denied} come from the owner and only lead back there.
 *
 * <pre>
 * entering ──▶ waiting ──▶ entering ──▶ … ──▶ running ──▶ over
 *     │            │                             │
 *     └────────────┴── refused, cancelled ───────┴──▶ over
 * </pre>
 *
 * Whatever way it is over, it has answered once and released every lease it had.
 */
final class Passage extends DeadlineWatch.Watched implements Waiter.Answer, Completable<Outcome> {
    private final AdmissionDoor door;
    private final Completable<Outcome> answer;
    private final Call call;
    private final List<Gate> way;
    private final @Nullable Lease[] leases;
    private int entered;
    private @Nullable Context context;
    private @Nullable Waiter waiter;
    private boolean over;

    Passage(AdmissionDoor door, CallRequest request, List<Gate> way) {
        this.door = door;
        this.answer = request.answer();
        this.call = request.call();
        this.way = way;
        this.leases = new Lease[way.size()];
    }

    /** Goes on through the gates as far as it gets, and to the provider after the last. */
    void proceed() {
        while (entered < way.size()) {
            Gate gate = way.get(entered);
            long now = door.now();
            Lease lease = gate.tryEnter(now);
            if (lease == null) {
                lease = stopAt(gate, now);
                if (lease == null) {
                    return;
                }
            }
            leases[entered++] = lease;
        }
        run();
    }

    /** The caller has gone. A waiting call gives its place up at once; a running one is left to its provider. */
    void cancel() {
        Waiter waiting = waiter;
        if (waiting != null) {
            Gate gate = way.get(entered);
            gate.leave(waiting);
            stopWaiting();
            finish(new Outcome.Refused(gate.refusals().cancelled()));
        }
    }

    /** The provider's answer. */
    @Override
    public void complete(@Nullable Outcome outcome, @Nullable Throwable failure) {
        finish(outcome != null ? outcome : door.unanswered(call, failure));
    }

    /** The provider, which holds the same deadline, did not answer. */
    @Override
    protected void overdue() {
        finish(AdmissionDoor.timeout(call));
    }

    @Override
    public void granted(Lease lease) {
        back(() -> {
            if (over) {
                lease.release(door.now());
                return;
            }
            stopWaiting();
            leases[entered++] = lease;
            door.guard(this, call);
        });
    }

    @Override
    public void denied(Refusal refusal) {
        back(() -> {
            if (!over) {
                stopWaiting();
                finish(new Outcome.Refused(refusal));
            }
        });
    }

    /** Ends it; only the first ending counts. */
    void finish(Outcome outcome) {
        if (over) {
            return;
        }
        over = true;
        long now = door.now();
        while (entered > 0) {
            Lease lease = leases[--entered];
            if (lease != null) {
                lease.release(now);
            }
        }
        door.answer(this, answer, outcome);
    }

    // The full way into a gate: the lease if there is one after all, null when it waits or is over.
    private @Nullable Lease stopAt(Gate gate, long now) {
        context = door.currentContext();
        Waiter candidate = new Waiter(
                call.principal().key(), now, gate.expiry(now, call.deadline().epochMillis()), this);
        return switch (gate.enter(candidate, now)) {
            case Entry.Granted granted -> granted.lease();
            case Entry.Denied denied -> {
                finish(new Outcome.Refused(denied.refusal()));
                yield null;
            }
            case Entry.Queued queued -> {
                waiter = candidate;
                door.waits(call.id(), this);
                yield null;
            }
        };
    }

    private void run() {
        if (call.deadline().epochMillis() <= door.now()) {
            finish(new Outcome.Refused(way.getLast().refusals().unreachable(0)));
        } else {
            door.send(call, this);
        }
    }

    private void stopWaiting() {
        waiter = null;
        door.waitsNoMore(call.id());
    }

    private void back(Runnable step) {
        Context origin = context;
        if (origin == null) {
            throw new AssertionError("an answer came to a call that did not wait");
        }
        origin.runOnContext(there -> step.run());
    }
}
