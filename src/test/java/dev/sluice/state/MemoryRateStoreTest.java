package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.state.RateStore.Bucket;
import dev.sluice.state.RateStore.Rate;
import dev.sluice.state.RateStore.Rates;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("R-105")
class MemoryRateStoreTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Bucket USER = new Bucket("user", 100, MINUTE);
    private static final Bucket TOOL = new Bucket("tool:slow", 2, MINUTE);

    private final SteppedClock clock = new SteppedClock();
    private final MemoryRateStore store = new MemoryRateStore(100, clock);

    @Test
    void lets100ThroughInAWindowAndRefusesThe101st() {
        // given
        for (int i = 1; i <= 100; i++) {
            Rates rates = store.countNow("alice", List.of(USER));
            assertThat(rates.allowed()).isTrue();
            assertThat(rates.each().getFirst().used()).isEqualTo(i);
        }
        clock.advance(15_000);

        // when
        Rates refused = store.countNow("alice", List.of(USER));

        // then
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.each()).containsExactly(new Rate(true, 100, Duration.ofSeconds(45)));
        assertThat(store.countNow("bob", List.of(USER)).allowed()).isTrue();
    }

    @Test
    void startsAnewWhenTheWindowEnds() {
        // given
        Bucket two = new Bucket("user", 2, MINUTE);
        store.countNow("alice", List.of(two));
        clock.advance(59_999);
        store.countNow("alice", List.of(two));
        assertThat(store.countNow("alice", List.of(two)).allowed()).isFalse();

        // when
        clock.advance(1);
        Rates rates = store.countNow("alice", List.of(two));

        // then
        assertThat(rates).isEqualTo(new Rates(true, List.of(new Rate(false, 1, MINUTE))));
    }

    @Test
    void aRefusedRequestConsumesNothing() {
        // given
        store.countNow("alice", List.of(USER, TOOL));
        store.countNow("alice", List.of(USER, TOOL));

        // when
        Rates refused = store.countNow("alice", List.of(USER, TOOL));

        // then
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.each()).containsExactly(new Rate(false, 2, MINUTE), new Rate(true, 2, MINUTE));
        assertThat(store.countNow("alice", List.of(USER)).each().getFirst().used())
                .isEqualTo(3);
    }

    @Test
    void remembersNoMoreThanItMayAndForgetsWindowsThatAreOver() {
        // given
        for (int i = 0; i < 10_000; i++) {
            store.countNow("stranger" + i, List.of(USER));
        }
        assertThat(store.size()).isLessThanOrEqualTo(100);

        // when
        clock.advance(61_000);
        for (int i = 0; i < 100; i++) {
            store.countNow("alice", List.of(USER));
        }

        // then
        assertThat(store.size()).isLessThan(5);
    }

    @Test
    @Timeout(30)
    void countsExactlyUnderThreads() throws Exception {
        // given
        MemoryRateStore shared = new MemoryRateStore(100, InstantSource.system());
        Bucket bucket = new Bucket("user", 5_000, Duration.ofHours(1));
        LongAdder allowed = new LongAdder();

        // when
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<?>> work = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                work.add(threads.submit(() -> {
                    for (int i = 0; i < 2_000; i++) {
                        if (shared.countNow("alice", List.of(bucket)).allowed()) {
                            allowed.increment();
                        }
                    }
                }));
            }
            for (Future<?> one : work) {
                one.get(30, TimeUnit.SECONDS);
            }
        }

        // then
        assertThat(allowed.sum()).isEqualTo(5_000);
    }
}
