package dev.sluice.provider.outbound;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxException;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.internal.net.NetSocketInternal;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one service; who finds none that is free waits in line. Confined to one event loop.
 */
final class KeptConnections implements KeptConnection.Owner, PostExchange.Line {
    /**
     * What it keeps to.
     *
     * @param connections open at one time, those being opened included
     * @param waiting who wait in line, besides those for whom a connection is being opened
     * @param patience how long one waits, the opening of a connection included
     * @param idle how long a connection may lie idle
     */
    record Bounds(int connections, int waiting, Duration patience, Duration idle) {}

    private final KeptDialer dialer;
    private final AddressGuard guard;
    private final Bounds bounds;
    private final ConnectionTally tally;
    private final IdleConnections idle;
    private final Deque<PostExchange> line = new ArrayDeque<>();
    private final Set<PostExchange> dialledFor = new HashSet<>();
    private final Set<KeptConnection> open = new HashSet<>();
    private final WaitTimers timers;
    private int dialling;
    private boolean closed;

    KeptConnections(Vertx vertx, KeptDialer dialer, AddressGuard guard, Bounds bounds, ConnectionTally tally) {
        this.dialer = dialer;
        this.guard = guard;
        this.bounds = bounds;
        this.tally = tally;
        this.idle = new IdleConnections(vertx, guard, bounds.idle());
        this.timers = new WaitTimers(vertx, bounds.patience());
    }

    /** Sends a prepared request now, or when its turn has come. */
    void serve(PostExchange exchange) {
        if (closed) {
            exchange.unconnected(new VertxException("The client is closed.", true));
            return;
        }
        KeptConnection connection = idle.take();
        if (connection != null) {
            connection.run(exchange);
            return;
        }
        boolean room = opened() < bounds.connections();
        if (!room && waiting() >= bounds.waiting()) {
            tally.refused(ConnectionTally.Bound.WAITING);
            exchange.unconnected(new ConnectionPoolTooBusyException(
                    "As many requests as may wait for a connection do so already: " + bounds.waiting() + '.'));
            return;
        }
        line.addLast(exchange);
        exchange.waitIn(this);
        timers.start(exchange, () -> late(exchange));
        if (room) {
            dial(exchange);
        }
        count();
    }

    private int opened() {
        return open.size() + dialling;
    }

    private int waiting() {
        return line.size() - dialledFor.size();
    }

    private void count() {
        tally.now(opened(), waiting());
    }

    private void late(PostExchange exchange) {
        left(exchange);
        tally.refused(ConnectionTally.Bound.PATIENCE);
        exchange.unconnected(
                new TimeoutException("No connection in " + bounds.patience().toMillis() + " ms."));
    }

    @Override
    public void left(PostExchange exchange) {
        line.remove(exchange);
        dialledFor.remove(exchange);
        timers.stop(exchange);
        count();
    }

    private @Nullable PostExchange next() {
        PostExchange first = line.peekFirst();
        if (first != null) {
            left(first);
        }
        return first;
    }

    private void dial(PostExchange exchange) {
        dialling++;
        dialledFor.add(exchange);
        dialer.dial(exchange.address())
                .onComplete(socket -> connected(exchange, socket), cause -> unconnected(exchange, cause));
    }

    private void connected(PostExchange exchange, NetSocketInternal socket) {
        dialling--;
        dialledFor.remove(exchange);
        if (closed) {
            socket.close();
            return;
        }
        KeptConnection connection = new KeptConnection(socket, exchange.address(), this);
        open.add(connection);
        use(connection);
        count();
    }

    private void unconnected(PostExchange exchange, Throwable cause) {
        dialling--;
        if (cause instanceof ConnectException) {
            guard.failed();
        }
        // Somebody else's connection may have served it meanwhile.
        if (exchange.isWaiting()) {
            left(exchange);
            exchange.unconnected(cause);
        }
        refill();
    }

    @Override
    public void free(KeptConnection connection) {
        if (closed || !guard.gives(connection.address())) {
            connection.abort();
        } else {
            use(connection);
        }
    }

    private void use(KeptConnection connection) {
        PostExchange next = next();
        if (next != null) {
            connection.run(next);
        } else {
            idle.put(connection);
        }
    }

    @Override
    public void gone(KeptConnection connection) {
        open.remove(connection);
        idle.remove(connection);
        refill();
    }

    /** Opens what those in line may have, when something that would have served them is not there any more. */
    private void refill() {
        while (!closed && opened() < bounds.connections() && waiting() > 0) {
            line.stream()
                    .filter(exchange -> !dialledFor.contains(exchange))
                    .findFirst()
                    .ifPresent(this::dial);
        }
        count();
    }

    /** Ends everything; what is asked of it afterwards is not sent. */
    Future<Void> close() {
        closed = true;
        tally.close();
        VertxException cause = new VertxException("The client was closed.", true);
        for (PostExchange exchange : List.copyOf(line)) {
            left(exchange);
            exchange.unconnected(cause);
        }
        List.copyOf(open).forEach(connection -> connection.fail(cause));
        idle.clear();
        return dialer.close();
    }
}
