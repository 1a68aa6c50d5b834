package dev.sluice.provider;

import dev.sluice.config.BreakerConfig;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.circuitbreaker.CircuitBreaker;
import io.vertx.circuitbreaker.CircuitBreakerOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The breaker of one provider on one node.
 *
 * <pre>
 *            failures reach the bound               openFor has passed
 *   CLOSED ----------------------------> OPEN ---------------------------> HALF_OPEN
 *     ^                                   ^                                 |     |
 *     |                                   +------------ the trial fails ----+     |
 *     +------------------------------------------------ the trial succeeds -------+
 * </pre>
 *
 * <p>State, window and timers are those of Vert.x's {@link CircuitBreaker}, shared by the provider's shards: failing
 * calls of one client land on different shards and must add up. It is thread-safe (by a lock), so it is asked only
 * when something counts. Whoever enters reads one volatile field, and a call that succeeds while the breaker is closed
 * does not touch the breaker at all. That is also what makes its window a window: Vert.x forgets all failures whenever
 * it sees anything that is not one, so that a caller's mistakes between failures would keep the breaker closed.
 *
 * <p>While it is half open one call is let through at a time. When that call tells nothing about the provider
 * (a caller's mistake, a caller that went away) the next one is the trial.
 */
final class Breaker {
    private static final Logger LOGGER = LoggerFactory.getLogger(Breaker.class);
    private static final String STATE = "mcp.breaker.state";
    private static final Duration TRIAL_RUNS = Duration.ofSeconds(1);
    private static final Duration SHORTEST_WINDOW = Duration.ofSeconds(1);
    private static final Future<Void> NOTHING_TO_COUNT = Future.succeededFuture();

    enum State {
        CLOSED(0),
        OPEN(1),
        HALF_OPEN(2);

        /** As the gauge {@code mcp_breaker_state} tells it. */
        private final int number;

        State(int number) {
            this.number = number;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The time between two changes of state, and the permission to call within it. A permission that is handed back
     * after the state has changed counts no more.
     */
    static final class Stage {
        private final State state;
        private final AtomicBoolean trialRuns = new AtomicBoolean();
        private final Promise<Void> verdict = Promise.promise();
        // Guarded by trialRuns: written by the first who sets it, read by those who hold it.
        private @Nullable Future<Void> judged;

        private Stage(State state) {
            this.state = state;
        }

        boolean isTrial() {
            return state == State.HALF_OPEN;
        }
    }

    private static final class ProviderFault extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private ProviderFault() {
            super("provider fault", null, false, false);
        }
    }

    private final String provider;
    private final Vertx vertx;
    private final InstantSource clock;
    private final Duration openFor;
    private final Map<State, Counter> transitions = new EnumMap<>(State.class);
    private final CircuitBreaker circuit;
    private final MeterRegistry meters;
    private final Gauge gauge;
    private volatile Stage stage = new Stage(State.CLOSED);
    private volatile long openedAt;

    Breaker(String provider, BreakerConfig config, Vertx vertx, InstantSource clock, MeterRegistry meters) {
        this.provider = provider;
        this.vertx = vertx;
        this.clock = clock;
        this.openFor = config.openFor();
        this.circuit = CircuitBreaker.create(provider, vertx, options(config))
                .<Void>failurePolicy(verdict -> verdict.cause() instanceof ProviderFault)
                .openHandler(ignored -> became(State.OPEN))
                .halfOpenHandler(ignored -> became(State.HALF_OPEN))
                .closeHandler(ignored -> became(State.CLOSED));
        this.meters = meters;
        this.gauge = OwnMeters.instead(
                STATE,
                provider,
                Gauge.builder(STATE, this, breaker -> breaker.stage.state.number)
                        .description("State of a provider's breaker: 0 closed, 1 open, 2 half open"),
                meters);
        for (State state : State.values()) {
            transitions.put(state, transitionsTo(state, meters));
        }
    }

    private static CircuitBreakerOptions options(BreakerConfig config) {
        Duration window = config.window().compareTo(SHORTEST_WINDOW) < 0 ? SHORTEST_WINDOW : config.window();
        return new CircuitBreakerOptions()
                .setTimeout(-1)
                .setMaxFailures(config.failures())
                .setFailuresRollingWindow(window.plusMillis(999).toSeconds() * 1_000)
                .setResetTimeout(config.openFor().toMillis());
    }

    State state() {
        return stage.state;
    }

    /** The permission to call the provider, to be handed back exactly once; null when it is left alone. */
    @Nullable
    Stage enter() {
        Stage now = stage;
        return switch (now.state) {
            case CLOSED -> now;
            case OPEN -> null;
            case HALF_OPEN -> enterTrial(now);
        };
    }

    private @Nullable Stage enterTrial(Stage trial) {
        if (!trial.trialRuns.compareAndSet(false, true)) {
            return null;
        }
        if (trial.judged == null) {
            trial.judged = circuit.execute(() -> trial.verdict.future()).otherwiseEmpty();
        }
        return trial;
    }

    /** How long to wait before coming back makes sense. */
    Duration untilTrial() {
        if (stage.state != State.OPEN) {
            return TRIAL_RUNS;
        }
        long left = openedAt + openFor.toMillis() - clock.millis();
        return Duration.ofMillis(Math.max(1, left));
    }

    /** The provider did what it should. Completes when that has been counted. */
    Future<Void> succeeded(Stage permission) {
        if (!permission.isTrial() || permission.judged == null) {
            return NOTHING_TO_COUNT;
        }
        permission.verdict.tryComplete();
        return permission.judged;
    }

    /** The provider failed or did not answer in time. Completes when that has been counted. Event loops only. */
    Future<Void> failed(Stage permission) {
        if (permission.isTrial()) {
            permission.verdict.tryFail(new ProviderFault());
            return permission.judged == null ? NOTHING_TO_COUNT : permission.judged;
        }
        if (permission != stage) {
            return NOTHING_TO_COUNT;
        }
        return circuit.<Void>execute(() -> Future.failedFuture(new ProviderFault()))
                .otherwiseEmpty();
    }

    /** The call tells nothing about the provider. */
    void toldNothing(Stage permission) {
        permission.trialRuns.set(false);
    }

    void close() {
        circuit.close();
        OwnMeters.remove(gauge, meters);
    }

    // Runs inside the circuit's lock: nothing here may block or take another lock.
    private void became(State state) {
        if (state == State.OPEN) {
            openedAt = clock.millis();
        }
        stage = new Stage(state);
        vertx.runOnContext(ignored -> tell(state));
    }

    private void tell(State state) {
        Counter counter = transitions.get(state);
        if (counter != null) {
            counter.increment();
        }
        (state == State.OPEN ? LOGGER.atWarn() : LOGGER.atInfo())
                .addKeyValue("provider", provider)
                .addKeyValue("state", state.word())
                .log("Circuit breaker changed state");
    }

    private Counter transitionsTo(State state, MeterRegistry meters) {
        return Counter.builder("mcp.breaker.transitions")
                .description("Changes of state of a provider's breaker")
                .tag("provider", provider)
                .tag("to", state.word())
                .register(meters);
    }
}
