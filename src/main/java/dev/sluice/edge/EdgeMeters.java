package dev.sluice.edge;

import dev.sluice.mcp.Method;
import dev.sluice.mcp.RefusalCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The meters of the door, all made at start; tags come from closed sets. Thread-safe. */
final class EdgeMeters {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30)
    };

    /** How a request ended, coarse enough for a tag. */
    enum OutcomeClass {
        OK,
        TOOL_ERROR,
        INVALID,
        REFUSED,
        FAILED;

        static OutcomeClass of(Answer answer) {
            if (answer.refusal() == null) {
                return answer.outcome().equals(Answer.TOOL_ERROR) ? TOOL_ERROR : OK;
            }
            return switch (answer.refusal().code()) {
                case AUTH_REQUIRED,
                        INVALID_TOKEN,
                        INSUFFICIENT_PERMISSIONS,
                        ORIGIN_REFUSED,
                        RATE_LIMIT_EXCEEDED,
                        QUEUE_FULL,
                        DEADLINE_UNREACHABLE,
                        CIRCUIT_OPEN,
                        DRAINING -> REFUSED;
                case TIMEOUT, INTERNAL_ERROR -> FAILED;
                case TOOL_FAILED -> TOOL_ERROR;
                default -> INVALID;
            };
        }
    }

    private final Map<Method, Map<OutcomeClass, Timer>> durations = new EnumMap<>(Method.class);
    private final Map<OutcomeClass, Timer> none;
    private final Map<RefusalCode, Counter> errors = new EnumMap<>(RefusalCode.class);

    EdgeMeters(MeterRegistry registry) {
        for (Method method : Method.values()) {
            durations.put(method, timers(registry, method.wire()));
        }
        this.none = timers(registry, "none");
        for (RefusalCode code : RefusalCode.values()) {
            errors.put(
                    code,
                    Counter.builder("mcp.errors")
                            .description("Refusals by code")
                            .tag("code", code.name())
                            .register(registry));
        }
    }

    /** Counts one request that has been answered; {@code method} is null when none was reached. */
    void answered(@Nullable Method method, Answer answer, long nanos) {
        Map<OutcomeClass, Timer> timers = method == null ? none : durations.getOrDefault(method, none);
        Timer timer = timers.get(OutcomeClass.of(answer));
        if (timer != null) {
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
        if (answer.refusal() != null) {
            Counter counter = errors.get(answer.refusal().code());
            if (counter != null) {
                counter.increment();
            }
        }
    }

    private static Map<OutcomeClass, Timer> timers(MeterRegistry registry, String method) {
        Map<OutcomeClass, Timer> timers = new EnumMap<>(OutcomeClass.class);
        for (OutcomeClass outcome : OutcomeClass.values()) {
            timers.put(
                    outcome,
                    Timer.builder("mcp.request.duration")
                            .description("Time from the request head to the answer")
                            .tag("method", method)
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .serviceLevelObjectives(BUCKETS)
                            .register(registry));
        }
        return timers;
    }
}
