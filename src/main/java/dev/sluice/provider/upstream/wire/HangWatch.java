package dev.sluice.provider.upstream.wire;

import io.vertx.core.Vertx;
import java.time.Duration;

/**
 * Tells a process that is hung from one that is slow. When somebody has stopped waiting for an answer, the process is asked
 * something that any server answers at once; when it says nothing whatever for so long, so many times on end, it is hung.
 * Confined to the home loop.
 */
public final class HangWatch {
    private final Vertx vertx;
    private final Patience patience;
    private final Runnable ask;
    private final Runnable hung;
    private boolean watching;
    private int asked;
    private long timer;

    /**
     * What is waited for.
     *
     * @param each how long after each question
     * @param questions how many may stay unanswered
     */
    public record Patience(Duration each, int questions) {
        static final Patience DEFAULT = new Patience(Duration.ofSeconds(10), 3);
    }

    /**
     * @param ask sends the question
     * @param hung told once for each time that it was found hung
     */
    HangWatch(Vertx vertx, Patience patience, Runnable ask, Runnable hung) {
        this.vertx = vertx;
        this.patience = patience;
        this.ask = ask;
        this.hung = hung;
    }

    /** Nobody waits for an answer any more that should have come. */
    void givenUp() {
        if (!watching) {
            watching = true;
            asked = 0;
            question();
        }
    }

    /** It has said something, maybe before it was asked: it is given the whole time again, and still has to answer. */
    void heard() {
        asked = 0;
    }

    /** It has answered the question. */
    void answered() {
        if (watching) {
            watching = false;
            vertx.cancelTimer(timer);
        }
    }

    /** It is gone. */
    void close() {
        answered();
    }

    private void question() {
        asked++;
        ask.run();
        timer = vertx.setTimer(patience.each().toMillis(), ignored -> silent());
    }

    private void silent() {
        if (asked < patience.questions()) {
            question();
            return;
        }
        watching = false;
        hung.run();
    }
}
