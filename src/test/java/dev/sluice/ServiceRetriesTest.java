package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-505")
class ServiceRetriesTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<Long> delays = new ArrayList<>();
    private final Map<Long, Handler<Long>> timers = new HashMap<>();
    private final List<String> tried = new ArrayList<>();
    private final ServiceRetries retries = new ServiceRetries(timers(), meters, tried::add);

    @Test
    void waitsTwiceAsLongEachTimeUpToHalfAMinute() {
        for (int i = 0; i < 7; i++) {
            retries.failed("weather");
        }

        assertThat(delays).containsExactly(1_000L, 2_000L, 4_000L, 8_000L, 16_000L, 30_000L, 30_000L);
        assertThat(timers).hasSize(1);
    }

    @Test
    void triesWhatIsStillAwaitedWhenItsTimeHasCome() {
        retries.failed("weather");
        retries.failed("tides");
        retries.forget("tides");

        fire();

        assertThat(tried).containsExactly("weather");
        assertThat(retries.awaits("weather")).isTrue();
        assertThat(retries.awaits("tides")).isFalse();
        assertThat(meters.get("mcp.reload.retrying").gauge().value()).isEqualTo(1);
    }

    @Test
    void beginsAnewWithWhatHasBeenForgottenAndLeavesNoTimer() {
        retries.failed("weather");
        retries.failed("weather");
        retries.forget("weather");
        retries.failed("weather");

        retries.close();

        assertThat(delays).containsExactly(1_000L, 2_000L, 1_000L);
        assertThat(timers).isEmpty();
        assertThat(meters.get("mcp.reload.retrying").gauge().value()).isZero();
    }

    private void fire() {
        List.copyOf(timers.values()).forEach(each -> each.handle(0L));
    }

    /** Its timers are those of the test. */
    private Vertx timers() {
        return (Vertx) Proxy.newProxyInstance(
                Vertx.class.getClassLoader(), new Class<?>[] {Vertx.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("setTimer")) {
                        delays.add((Long) arguments[0]);
                        @SuppressWarnings("unchecked")
                        Handler<Long> handler = (Handler<Long>) arguments[1];
                        timers.put((long) delays.size(), handler);
                        return (long) delays.size();
                    }
                    return method.getName().equals("cancelTimer") && timers.remove((Long) arguments[0]) != null;
                });
    }
}
