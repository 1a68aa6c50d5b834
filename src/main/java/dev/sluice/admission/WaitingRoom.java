package dev.sluice.admission;

import dev.sluice.mcp.Refusal;
import java.util.Comparator;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Those who wait at one gate. Confined to the owner's context.
 *
 * <p>Whoever comes here has its place already (it counts as waiting), or contends for one. {@code kept} permits were
 * ended by others while somebody counted as waiting; they are passed on as soon as that somebody has arrived, and given
 * up when nobody waits any more.
 */
final class WaitingRoom {
    private static final long NEVER = Long.MAX_VALUE;

    private final Gate gate;
    private final Alarm alarm;
    private final FairQueue queue = new FairQueue();
    private final TreeSet<Waiter> byExpiry =
            new TreeSet<>(Comparator.comparingLong(Waiter::expiry).thenComparingLong(Waiter::number));
    private int kept;
    private long alarmAt = NEVER;
    private long arrivals;
    private boolean closed;

    WaitingRoom(Gate gate, Alarm alarm) {
        this.gate = gate;
        this.alarm = alarm;
    }

    /** Somebody who counts as waiting is here. */
    void arrive(Waiter waiter) {
        take(waiter);
        settle();
    }

    /**
     * Somebody found every place taken but has fewer waiting calls than another. If that is still so by more than one,
     * the newest call of the caller with most gives its place up.
     */
    void contend(Waiter waiter) {
        gate.contenderArrived();
        switch (gate.occupancy().enter()) {
            case RUNNING -> {
                gate.callers().left(waiter.caller());
                waiter.answer().granted(new Lease(gate, gate.clock().millis()));
            }
            case WAITING -> take(waiter);
            case NONE -> takeOver(waiter);
        }
        settle();
    }

    /** A permit was kept for one of those who wait. */
    void permit() {
        kept++;
        settle();
    }

    void leave(Waiter waiter) {
        if (queue.remove(waiter)) {
            byExpiry.remove(waiter);
            gone(waiter);
            settle();
        }
    }

    /** Refuses everybody who waits or will come. */
    void close() {
        closed = true;
        for (Waiter next = queue.poll(); next != null; next = queue.poll()) {
            byExpiry.remove(next);
            gone(next);
            next.answer().denied(gate.refusals().draining());
        }
        settle();
    }

    /** Refuses those who have waited as long as they may. */
    void expire() {
        alarmAt = NEVER;
        long now = gate.clock().millis();
        while (!byExpiry.isEmpty() && byExpiry.first().expiry() <= now) {
            Waiter late = byExpiry.first();
            queue.remove(late);
            tooLate(late, now);
        }
        settle();
    }

    private void take(Waiter waiter) {
        if (closed) {
            gone(waiter);
            waiter.answer().denied(gate.refusals().draining());
            return;
        }
        line(waiter);
    }

    private void takeOver(Waiter waiter) {
        Refusal refusal = null;
        if (closed) {
            refusal = gate.refusals().draining();
        } else if (queue.depth(waiter.caller()) + 1 >= queue.greatestDepth()) {
            refusal = gate.refusals().queueFull();
        }
        if (refusal != null) {
            gate.callers().left(waiter.caller());
            waiter.answer().denied(refusal);
            return;
        }
        Waiter evicted = queue.evict();
        byExpiry.remove(evicted);
        gate.callers().left(evicted.caller());
        gate.meters().evicted();
        gate.meters().waited(gate.clock().millis() - evicted.since());
        line(waiter);
        evicted.answer().denied(gate.refusals().queueFull());
    }

    private void line(Waiter waiter) {
        queue.add(waiter.numbered(arrivals++));
        byExpiry.add(waiter);
    }

    /** Passes kept permits on and brings what others read up to date; ends every change. */
    private void settle() {
        long now = gate.clock().millis();
        while (kept > 0) {
            Waiter next = queue.poll();
            if (next != null) {
                serve(next, now);
            } else if (gate.occupancy().giveUpUnlessAwaited()) {
                kept--;
            } else {
                break; // somebody has a place and is on the way here
            }
        }
        if (queue.size() == gate.occupancy().waiting()) {
            gate.callers().publishPeak(queue.greatestDepth());
        }
        setAlarm();
    }

    private void serve(Waiter next, long now) {
        if (next.expiry() <= now) {
            tooLate(next, now);
            return;
        }
        byExpiry.remove(next);
        gone(next);
        kept--;
        next.answer().granted(new Lease(gate, now));
    }

    private void tooLate(Waiter late, long now) {
        byExpiry.remove(late);
        gone(late);
        late.answer().denied(gate.refusals().waitedTooLong(now - late.since()));
    }

    private void gone(Waiter waiter) {
        gate.occupancy().stopWaiting();
        gate.callers().left(waiter.caller());
        gate.meters().waited(gate.clock().millis() - waiter.since());
    }

    private void setAlarm() {
        @Nullable Waiter first = byExpiry.isEmpty() ? null : byExpiry.first();
        if (first != null && first.expiry() < alarmAt) {
            alarmAt = first.expiry();
            alarm.set(alarmAt, this::expire);
        }
    }
}
