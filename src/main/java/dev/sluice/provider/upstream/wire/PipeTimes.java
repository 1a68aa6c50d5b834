package dev.sluice.provider.upstream.wire;

import java.time.Duration;

/**
 * How long processes may take.
 *
 * @param quiet for an answer to {@code server/discover}, before they are pinged
 * @param behind for that answer to come when the one to the ping is there
 * @param startUp for either to come, since some programs install themselves first
 * @param patience when they count as hung
 */
public record PipeTimes(Duration quiet, Duration behind, Duration startUp, HangWatch.Patience patience) {
    /** As they are in force outside of tests. */
    public static final PipeTimes DEFAULT = new PipeTimes(
            Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(60), HangWatch.Patience.DEFAULT);
}
