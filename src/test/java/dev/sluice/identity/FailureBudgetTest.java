package dev.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.identity.FailureBudget.Decision;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("R-407")
class FailureBudgetTest {
    private final MovableClock clock = new MovableClock();
    private final FailureBudget budget = new FailureBudget(3, 100, clock);

    @Test
    void refusesAfterTheLastFailureUntilTheMinuteIsOver() {
        // given
        for (int i = 1; i <= 3; i++) {
            assertThat(budget.take("a"))
                    .isInstanceOfSatisfying(
                            Decision.Taken.class,
                            taken -> assertThat(taken.count()).isPositive());
            clock.forward(Duration.ofSeconds(10));
        }

        // when, then
        assertThat(budget.take("a")).isEqualTo(new Decision.Spent(Duration.ofSeconds(30), true));
        assertThat(budget.take("a")).isEqualTo(new Decision.Spent(Duration.ofSeconds(30), false));
        assertThat(budget.take("b")).isInstanceOf(Decision.Taken.class);
        clock.forward(Duration.ofSeconds(30));
        assertThat(budget.take("a")).isInstanceOf(Decision.Taken.class);
    }

    @Test
    void chargesNothingForWhatIsGivenBack() {
        for (int i = 0; i < 10; i++) {
            assertThat(budget.take("a")).isInstanceOfSatisfying(Decision.Taken.class, budget::giveBack);
        }
        assertThat(budget.size()).isZero();
    }

    @Test
    void givesNothingBackToALaterMinute() {
        // given
        Decision early = budget.take("a");
        clock.forward(Duration.ofMinutes(1));
        budget.take("a");

        // when
        assertThat(early).isInstanceOfSatisfying(Decision.Taken.class, budget::giveBack);

        // then
        budget.take("a");
        budget.take("a");
        assertThat(budget.take("a")).isInstanceOf(Decision.Spent.class);
    }

    @Test
    void remembersABoundedNumberOfAddresses() {
        for (int i = 0; i < 10_000; i++) {
            budget.take("address" + i);
        }
        assertThat(budget.size()).isLessThanOrEqualTo(100);
    }

    @Test
    void isNotExceededByThreadsTogether() throws InterruptedException {
        // given
        FailureBudget shared = new FailureBudget(1000, 100, clock);
        AtomicInteger taken = new AtomicInteger();

        // when
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    for (int n = 0; n < 1000; n++) {
                        if (shared.take("a") instanceof Decision.Taken) {
                            taken.incrementAndGet();
                        }
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        }

        // then
        assertThat(taken).hasValue(1000);
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "2001:db8:1:2::1, 2001:db8:1:2::/64",
        "::1, 0:0:0:0::/64",
        "not:an:address, not:an:address",
        "somewhere, somewhere"
    })
    void countsAnIpv6HostByItsNetwork(String address, String key) {
        assertThat(FailureBudget.key(address)).isEqualTo(key);
    }

    @Test
    void clipsLongNames() {
        assertThat(FailureBudget.key("x".repeat(5000))).hasSize(64);
    }
}
