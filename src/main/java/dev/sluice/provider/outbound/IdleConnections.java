package dev.sluice.provider.outbound;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Connections that nobody uses now: the one used last is used next, so that those too many grow old and are closed. Confined to
 * one event loop.
 */
final class IdleConnections {
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final AddressGuard guard;
    private final Duration longest;
    private final Deque<KeptConnection> idle = new ArrayDeque<>();
    private long sweep = NO_TIMER;
    private long sweepAt;

    /**
     * @param guard an address that it does not give any more is not spoken to any more
     * @param longest how long a connection may lie here, when its server did not say less
     */
    IdleConnections(Vertx vertx, AddressGuard guard, Duration longest) {
        this.vertx = vertx;
        this.guard = guard;
        this.longest = longest;
    }

    void put(KeptConnection connection) {
        long kept = Math.min(longest.toNanos(), KeepAlive.nanos(connection.told()));
        connection.goodUntil(System.nanoTime() + kept);
        idle.addFirst(connection);
        sweepIn(kept, connection.goodUntil());
    }

    /** One that can be used; null when there is none. */
    @Nullable
    KeptConnection take() {
        KeptConnection connection = idle.pollFirst();
        while (connection != null && !isGood(connection, System.nanoTime())) {
            connection.abort();
            connection = idle.pollFirst();
        }
        return connection;
    }

    void remove(KeptConnection connection) {
        idle.remove(connection);
    }

    /** Forgets all; they are closed by whoever ends them. */
    void clear() {
        idle.clear();
        vertx.cancelTimer(sweep);
    }

    private boolean isGood(KeptConnection connection, long now) {
        return connection.isOpen() && connection.goodUntil() - now > 0 && guard.gives(connection.address());
    }

    private void sweepIn(long nanos, long at) {
        if (sweep != NO_TIMER && sweepAt - at <= 0) {
            return;
        }
        vertx.cancelTimer(sweep);
        sweepAt = at;
        sweep = vertx.setTimer(Duration.ofNanos(nanos).toMillis() + 1, ignored -> sweep());
    }

    /** The oldest first, so that one timer is set as a rule. */
    private void sweep() {
        sweep = NO_TIMER;
        long now = System.nanoTime();
        for (KeptConnection connection : List.copyOf(idle).reversed()) {
            if (isGood(connection, now)) {
                sweepIn(connection.goodUntil() - now, connection.goodUntil());
            } else {
                idle.remove(connection);
                connection.abort();
            }
        }
    }
}
