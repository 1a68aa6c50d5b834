package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-601")
class MeterUsersTest {
    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final MeterUsers users = new MeterUsers();

    @Test
    void theLastOneToGoTakesTheMetersAlong() {
        // given: a service and the one that takes over from it
        Runnable former = users.use(registry, List.of(calls("a")));
        Runnable present = users.use(registry, List.of(calls("a")));
        calls("a").increment();

        // when
        former.run();
        former.run();

        // then
        assertThat(registry.find("calls").tag("upstream", "a").counter())
                .satisfies(counter -> assertThat(counter.count()).isEqualTo(1));

        // when
        present.run();

        // then
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void othersKeepTheirs() {
        Runnable a = users.use(registry, List.of(calls("a")));
        users.use(registry, List.of(calls("b")));

        a.run();

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getTag("upstream"))
                .containsExactly("b");
    }

    @Test
    void aGaugeShowsThePresentServiceAndNotTheFormer() {
        Runnable former = up(0);
        Runnable present = up(1);
        assertThat(shown()).isEqualTo(1);

        former.run();
        former.run();

        assertThat(shown()).isEqualTo(1);
        present.run();
        assertThat(registry.getMeters()).isEmpty();
    }

    @Test
    void aGaugeShowsTheFormerServiceAgainWhenTheOneThatWasToTakeOverIsGone() {
        Runnable former = up(1);
        Runnable failed = up(0);

        failed.run();

        assertThat(shown()).isEqualTo(1);
        former.run();
        assertThat(registry.getMeters()).isEmpty();
    }

    private Counter calls(String upstream) {
        return Counter.builder("calls").tag("upstream", upstream).register(registry);
    }

    private Runnable up(double value) {
        return users.show(registry, "up", "Whether it is up", "a", () -> value);
    }

    private double shown() {
        return registry.get("up").tag("upstream", "a").gauge().value();
    }
}
