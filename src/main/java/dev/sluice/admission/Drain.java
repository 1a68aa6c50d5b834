package dev.sluice.admission;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The end of the node's work: nothing new is taken, what has been taken goes on.
 *
 * <p>Nobody slips through: a door first counts a call as inside and then looks whether the drain has begun; the drain
 * first begins and then counts who is inside.
 */
final class Drain {
    private final Vertx vertx;
    private final OwnerLoop owner;
    private final Supplier<Gates> gates;
    private final List<AdmissionDoor> doors = new CopyOnWriteArrayList<>();
    private final AtomicBoolean begun = new AtomicBoolean();
    private final Promise<Void> done = Promise.promise();

    Drain(Vertx vertx, OwnerLoop owner, Supplier<Gates> gates) {
        this.vertx = vertx;
        this.owner = owner;
        this.gates = gates;
    }

    void watch(AdmissionDoor door) {
        doors.add(door);
    }

    boolean hasBegun() {
        return begun.get();
    }

    /** Any thread: begins, once; see {@link Admission#drain}. */
    Future<Void> begin(Duration limit) {
        if (begun.compareAndSet(false, true)) {
            owner.execute(() -> {
                check();
                if (!done.future().isComplete()) {
                    vertx.setTimer(Math.max(1, limit.toMillis()), fired -> limitReached());
                }
            });
        }
        return done.future();
    }

    /** Any thread. */
    void somebodyLeft() {
        owner.execute(this::check);
    }

    private void check() {
        if (inside() == 0) {
            done.tryComplete();
        }
    }

    private void limitReached() {
        if (done.tryFail(
                new CallsLeftException(gates.get().node().running(), gates.get().waiting()))) {
            gates.get().close();
        }
    }

    private int inside() {
        return doors.stream().mapToInt(AdmissionDoor::inside).sum();
    }
}
