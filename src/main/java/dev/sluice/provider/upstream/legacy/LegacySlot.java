package dev.sluice.provider.upstream.legacy;

import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.upstream.wire.WireException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One session of the pool and who uses it. Confined to the home loop of its upstream. */
final class LegacySlot {
    /** Calls that wait for one session. */
    static final int MAX_WAITING = 64;

    final LegacySessions.Key key;
    private final LegacySession session;
    private final boolean exclusive;
    private final Deque<Waiter> waiting = new ArrayDeque<>();
    private final Consumer<LegacySlot> idle;
    private @Nullable Future<LegacySession> opening;
    private int leases;
    /** When it was used last. */
    long usedAt;

    private record Waiter(Promise<LegacyLease> promise, BooleanSupplier unwanted) {}

    /** @param idle is told when nobody uses it any more */
    LegacySlot(LegacySessions.Key key, LegacySession session, Consumer<LegacySlot> idle) {
        this.key = key;
        this.session = session;
        this.exclusive = session.isExclusive();
        this.idle = idle;
    }

    LegacySession session() {
        return session;
    }

    boolean isIdle() {
        return leases == 0 && waiting.isEmpty();
    }

    /** Whether it can take one more call at once. */
    boolean isFree() {
        return !exclusive || isIdle();
    }

    int waiting() {
        return waiting.size();
    }

    /** Opens it; {@code ready} tells when. */
    Future<LegacySession> open(Future<Void> ready) {
        Future<LegacySession> begun = ready.compose(now -> session.open());
        opening = begun;
        return begun;
    }

    /**
     * A lease, when it is its turn.
     *
     * @param unwanted whether nobody wants it any more
     * @return fails when the session cannot be opened, and with a {@link dev.sluice.mcp.RefusedException} when too many wait
     */
    Future<LegacyLease> lease(BooleanSupplier unwanted) {
        if (isFree()) {
            return grant();
        }
        waiting.removeIf(waiter -> waiter.unwanted().getAsBoolean() && refuse(waiter));
        if (waiting.size() >= MAX_WAITING) {
            return Future.failedFuture(refusal().asException());
        }
        Waiter waiter = new Waiter(Promise.promise(), unwanted);
        waiting.add(waiter);
        return waiter.promise().future();
    }

    private static boolean refuse(Waiter waiter) {
        waiter.promise().tryFail(refusal().asException());
        return true;
    }

    private static Refusal refusal() {
        return Refusal.of(RefusalCode.QUEUE_FULL, "As many calls wait for a session of this server as are allowed.")
                .with("limit", MAX_WAITING)
                .retryAfter(Duration.ofSeconds(1));
    }

    private Future<LegacyLease> grant() {
        leases++;
        Future<LegacySession> begun = opening;
        if (begun == null) {
            throw new IllegalStateException("the session has not been opened");
        }
        return begun.map(open -> new LegacyLease(open, new Release(), this::doubt))
                .onFailure(cause -> release());
    }

    /** A question that comes late may be taken for one of the next call, which must not be another caller's. */
    private void doubt() {
        if (key.isShared() && !key.profile().equals(ClientCapabilities.NONE)) {
            session.lose(new WireException(WireException.Kind.LOST, "A call in a shared session was cancelled."));
        }
    }

    private void release() {
        leases--;
        Waiter next = next();
        if (next == null) {
            if (isIdle()) {
                idle.accept(this);
            }
        } else {
            grant().onComplete(next.promise());
        }
    }

    private @Nullable Waiter next() {
        Waiter next = waiting.poll();
        while (next != null && next.unwanted().getAsBoolean()) {
            refuse(next);
            next = waiting.poll();
        }
        return next;
    }

    private final class Release implements Runnable {
        private boolean done;

        @Override
        public void run() {
            if (done) {
                throw new IllegalStateException("released twice");
            }
            done = true;
            release();
        }
    }
}
