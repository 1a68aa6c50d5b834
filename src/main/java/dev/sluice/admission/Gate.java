package dev.sluice.admission;

import dev.sluice.config.AdmissionConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One bounded thing: the node, a provider or a tool. At most {@code maxRunning} hold a {@link Lease} and at most {@code
 * maxWaiting} wait for one, exactly.
 *
 * <p>Threads. While nobody waits, entering and leaving is one compare-and-set on the caller's thread. So is a refusal,
 * with one exception: when every place is taken and the caller has clearly fewer waiting calls than the one with most,
 * the owner of the queue is asked, who may evict the newest waiting call of the latter ({@link WaitingRoom}). As whoever
 * floods the gate soon is the one with most, a flood is refused without a message to the owner. Those on their way to
 * ask are bounded by {@code maxWaiting} too.
 */
final class Gate {
    private static final Entry QUEUED = new Entry.Queued();

    private final String name;
    private final AdmissionConfig bounds;
    private final OwnerLoop owner;
    private final InstantSource clock;
    private final Occupancy occupancy;
    private final Callers callers = new Callers();
    private final AtomicInteger contenders = new AtomicInteger();
    private final ServiceTime service = new ServiceTime();
    private final GateMeters meters;
    private final GateRefusals refusals;
    private final WaitingRoom room;
    private final MeterRegistry registry;
    private final List<Gauge> gauges;

    /**
     * @param name {@code node}, {@code provider:<name>} or {@code tool:<name>}
     * @param owner where everything that concerns the queue runs
     */
    Gate(String name, AdmissionConfig bounds, OwnerLoop owner, InstantSource clock, MeterRegistry registry) {
        this.name = name;
        this.bounds = bounds;
        this.owner = owner;
        this.clock = clock;
        this.occupancy = new Occupancy(bounds.maxRunning(), bounds.maxWaiting());
        this.meters = new GateMeters(registry, name);
        this.refusals = new GateRefusals(name, occupancy, service, meters);
        this.room = new WaitingRoom(this, owner.alarm());
        this.registry = registry;
        this.gauges = GateMeters.gauges(registry, this);
    }

    /** No further calls come here, and its gauges are for another one. Those that are here go on. */
    void retire() {
        gauges.forEach(registry::remove);
    }

    /**
     * Any thread: enters if nobody waits and a permit is free.
     *
     * @return null when somebody has to wait or to be refused; then {@link #enter} is next
     */
    @Nullable
    Lease tryEnter(long now) {
        return occupancy.tryRun() ? new Lease(this, now) : null;
    }

    /** Any thread: enters, takes a place among the waiting, or is refused. */
    Entry enter(Waiter waiter, long now) {
        if (occupancy.isFull() && !mayContend(waiter.caller())) {
            return new Entry.Denied(refusals.queueFull());
        }
        double estimate = estimatedWait(waiter.caller());
        if (now >= waiter.expiry() || estimate > waiter.expiry() - now) {
            return new Entry.Denied(refusals.unreachable(estimate));
        }
        return switch (occupancy.enter()) {
            case RUNNING -> new Entry.Granted(new Lease(this, now));
            case WAITING -> {
                callers.joined(waiter.caller());
                owner.execute(() -> room.arrive(waiter));
                yield QUEUED;
            }
            case NONE -> contend(waiter);
        };
    }

    /** Any thread: the waiter does not want its turn any more. Its answer may still come, if it was under way. */
    void leave(Waiter waiter) {
        owner.execute(() -> room.leave(waiter));
    }

    /** The instant until which a call may wait here, ms since the epoch. */
    long expiry(long now, long deadline) {
        return Math.min(deadline, now + bounds.maxWait().toMillis());
    }

    /** Any thread, by the lease only. */
    void release(long heldMillis) {
        service.report(heldMillis);
        if (!occupancy.giveUpUnlessAwaited()) {
            owner.execute(room::permit);
        }
    }

    String name() {
        return name;
    }

    AdmissionConfig bounds() {
        return bounds;
    }

    int running() {
        return occupancy.running();
    }

    int waiting() {
        return occupancy.waiting();
    }

    double meanServiceMillis() {
        return service.meanMillis();
    }

    GateRefusals refusals() {
        return refusals;
    }

    GateMeters meters() {
        return meters;
    }

    Occupancy occupancy() {
        return occupancy;
    }

    Callers callers() {
        return callers;
    }

    InstantSource clock() {
        return clock;
    }

    /** Owner: the room behind this gate. */
    WaitingRoom room() {
        return room;
    }

    /** Owner: a contender has arrived. */
    void contenderArrived() {
        contenders.decrementAndGet();
    }

    // A place gained by eviction must leave the newcomer with no more calls than the evicted one keeps.
    private boolean mayContend(String caller) {
        return callers.depth(caller) + 1 < callers.peak();
    }

    private Entry contend(Waiter waiter) {
        if (!mayContend(waiter.caller())) {
            return new Entry.Denied(refusals.queueFull());
        }
        if (contenders.incrementAndGet() > bounds.maxWaiting()) {
            contenders.decrementAndGet();
            return new Entry.Denied(refusals.queueFull());
        }
        callers.joined(waiter.caller());
        owner.execute(() -> room.contend(waiter));
        return QUEUED;
    }

    // With turns going round, a call is served after at most as many of every other caller as its own has before it.
    private double estimatedWait(String caller) {
        double mean = service.meanMillis();
        if (mean == 0) {
            return 0;
        }
        int own = callers.depth(caller);
        long turns = (own + 1L) * (callers.count() + (own == 0 ? 1 : 0));
        return mean * Math.min(turns, occupancy.waiting() + 1L) / occupancy.maxRunning();
    }
}
