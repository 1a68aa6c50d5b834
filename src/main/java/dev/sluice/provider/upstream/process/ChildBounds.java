package dev.sluice.provider.upstream.process;

import java.time.Duration;

/**
 * What the children of one upstream may cost.
 *
 * @param processes how many may run at one time, and be ending besides
 * @param line longest line that one may write, in bytes; who writes a longer one is ended
 * @param waiting bytes that may wait to be read by one; one message is taken whatever its size when none waits
 * @param closeGrace how long one may take to end by itself after its standard input has been closed
 * @param termGrace how long it and what it has started may take to end after SIGTERM
 * @param firstDelay before a start that follows the first unasked end; half of it by chance, doubled each time
 * @param longestDelay before any start
 * @param health how long one has to run for its end to count as the first again
 */
public record ChildBounds(
        int processes,
        int line,
        long waiting,
        Duration closeGrace,
        Duration termGrace,
        Duration firstDelay,
        Duration longestDelay,
        Duration health) {
    /** Bytes that may wait to be read, by default. */
    public static final long WAITING = 4L << 20;

    /** Those of the configuration, and what is the same for all. */
    public static ChildBounds of(int processes, int line) {
        return new ChildBounds(
                processes,
                line,
                WAITING,
                Duration.ofSeconds(2),
                Duration.ofSeconds(3),
                Duration.ofMillis(250),
                Duration.ofSeconds(30),
                Duration.ofMinutes(1));
    }

    RestartDelay.Pace pace() {
        return new RestartDelay.Pace(firstDelay, longestDelay, health);
    }
}
