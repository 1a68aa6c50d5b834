package dev.sluice.provider.outbound;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Ends the patience of those who wait. Confined to one event loop. */
final class WaitTimers {
    private final Vertx vertx;
    private final Duration patience;
    private final Map<PostExchange, Long> running = new HashMap<>();

    WaitTimers(Vertx vertx, Duration patience) {
        this.vertx = vertx;
        this.patience = patience;
    }

    void start(PostExchange exchange, Runnable late) {
        running.put(exchange, vertx.setTimer(patience.toMillis(), ignored -> late.run()));
    }

    void stop(PostExchange exchange) {
        Long timer = running.remove(exchange);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }
}
