package dev.sluice.provider.upstream.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-308")
class ChildrenTest {
    private static final RestartDelay.Pace PACE =
            new RestartDelay.Pace(Duration.ofMillis(250), Duration.ofSeconds(30), Duration.ofMinutes(1));

    private final Nursery nursery = new Nursery();
    private final AtomicLong now = new AtomicLong();

    @AfterEach
    void close() throws Exception {
        nursery.close();
    }

    @Test
    void oneThatEndedUnaskedIsNotStartedAgainAtOnceAndWhoWantsItIsToldAtOnce() throws Exception {
        // given
        Children children = nursery.children(Nursery.command("exit 1", Map.of()), Nursery.BOUNDS, now::get);
        nursery.start(children);
        await().untilAsserted(() -> assertThat(nursery.ends).containsExactly("exited with code 1"));

        // when, then
        assertThatThrownBy(() -> nursery.start(children))
                .isInstanceOfSatisfying(
                        ChildException.class,
                        e -> assertThat(e.mayHaveBeenRead()).isFalse())
                .hasMessageStartingWith("The process ended unasked and may be started again in ");
        now.addAndGet(Nursery.BOUNDS.pace().first().toNanos());
        assertThat(children.untilStartMillis()).isZero();
        nursery.start(children);
        assertThat(nursery.counted("mcp.upstream.restarts")).isEqualTo(1);
    }

    @Test
    void noMoreRunThanAreAllowed() throws Exception {
        // given
        Children children = nursery.script("cat");
        Child first = nursery.start(children);
        for (int i = 1; i < Nursery.BOUNDS.processes(); i++) {
            nursery.start(children);
        }
        assertThat(nursery.meters.get("mcp.upstream.processes").gauge().value()).isEqualTo(4);

        // when
        assertThatThrownBy(() -> nursery.start(children)).hasMessage("As many processes run as are allowed (4)");

        // then
        assertThat(nursery.counted("mcp.upstream.processes.refused")).isEqualTo(1);
        nursery.await(first::end);
        nursery.start(children);
        assertThat(nursery.counted("mcp.upstream.restarts"))
                .as("it was asked to end")
                .isZero();
    }

    @Test
    void closingEndsAllAndTakesTheMetersAway() throws Exception {
        // given
        Children children = nursery.script("cat");
        Child child = nursery.start(children);
        nursery.start(children);

        // when
        nursery.await(children::close);

        // then
        assertThat(children.count()).isZero();
        assertThat(ProcessHandle.of(child.pid()).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(nursery.meters.getMeters()).isEmpty();
        assertThatThrownBy(() -> nursery.start(children)).hasMessage("The upstream has been stopped");
    }

    @Test
    void oneThatIsBeingStartedWhenAllIsClosedIsEndedToo() throws Exception {
        Children children = nursery.script("cat");

        nursery.await(() -> {
            children.start(new Child.Listener() {
                @Override
                public void said(java.util.List<dev.sluice.mcp.RpcMessage> messages) {
                    nursery.heard.add("said");
                }

                @Override
                public void ended(String why, boolean asked) {
                    nursery.ends.add(why);
                }
            });
            return children.close();
        });

        assertThat(nursery.ends).hasSize(1);
        assertThat(children.count()).isZero();
    }

    @Test
    void waitsTwiceAsLongEachTimeUpToHalfAMinute() {
        // given the longest that chance allows
        RestartDelay backoff = new RestartDelay(PACE, now::get, bound -> bound - 1);

        // when, then
        for (long expected : new long[] {250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000}) {
            backoff.failed(0);
            assertThat(backoff.remainingMillis()).isBetween(expected, expected + 1);
        }
    }

    @Test
    void halfOfTheDelayIsChance() {
        RestartDelay backoff = new RestartDelay(PACE, now::get, bound -> 0);

        backoff.failed(0);

        assertThat(backoff.remainingMillis()).isBetween(125L, 126L);
        now.addAndGet(Duration.ofMillis(125).toNanos());
        assertThat(backoff.remainingMillis()).isZero();
    }

    @Test
    void oneThatWasWellForAMinuteBeginsAnew() {
        RestartDelay backoff = new RestartDelay(PACE, now::get, bound -> bound - 1);
        for (int i = 0; i < 5; i++) {
            backoff.failed(0);
        }

        backoff.failed(Duration.ofMinutes(1).toNanos());

        assertThat(backoff.remainingMillis()).isBetween(250L, 251L);
    }
}
