package dev.sluice.config;

import java.time.Duration;
import java.util.List;

/** Keys that say how much work is let in and how it is run. */
final class WorkKeys {
    private static final int MOST_REQUESTS = 1_000_000_000;
    private static final Duration LEAST_WINDOW = Duration.ofMillis(100);
    private static final Duration MOST_WINDOW = Duration.ofDays(1);

    static final Key<Integer> PER_USER = Key.of(
                    "limits.perUser",
                    Kinds.integer(0, MOST_REQUESTS),
                    "requests for work of one caller in a window; 0 for no limit")
            .env("RATE_LIMIT_USER_MAX");
    static final Key<Integer> PER_ADDRESS = Key.of(
                    "limits.perAddress",
                    Kinds.integer(0, MOST_REQUESTS),
                    "requests of any kind from one address in a window, counted before authentication; 0 for no limit")
            .env("RATE_LIMIT_MAX")
            .env("RATE_LIMIT_MAX_REQUESTS");
    static final Key<Duration> WINDOW = Key.of(
                    "limits.window", Kinds.duration(LEAST_WINDOW, MOST_WINDOW), "length of the window")
            .env("RATE_LIMIT_WINDOW_MS", Kinds.milliseconds(LEAST_WINDOW, MOST_WINDOW), "ms");
    static final Key<Integer> MAX_KEYS =
            Key.of("limits.maxKeys", Kinds.integer(1, 10_000_000), "callers and addresses remembered in memory");

    static final Key<Integer> RUNNING = Key.of("admission.maxRunning", running(), "calls that run at one time");
    static final Key<Integer> WAITING =
            Key.of("admission.maxWaiting", waiting(), "calls that wait for one that runs to end");
    static final Key<Duration> WAIT = Key.of("admission.maxWait", longestWait(), "how long a call waits at most");

    static final Key<Integer> BREAKER_FAILURES =
            Key.of("breaker.failures", failures(), "failures within the window that open the breaker");
    static final Key<Duration> BREAKER_WINDOW = Key.of("breaker.window", breakerTime(), "how far back failures count");
    static final Key<Duration> BREAKER_OPEN =
            Key.of("breaker.openFor", breakerTime(), "how long it stays open before one call is let through to try");

    static final Key<Duration> TIMEOUT =
            Key.of("calls.timeout", callTime(), "time limit of a call whose tool names none");
    static final Key<Integer> RETRIES =
            Key.of("calls.retries", retries(), "how often an idempotent call is tried again");
    static final Key<Duration> RETRY_INITIAL = Key.of(
            "calls.retryInitialDelay",
            Kinds.duration(Duration.ofMillis(1), Duration.ofMinutes(1)),
            "upper end of the first random delay");
    static final Key<Duration> RETRY_MAX = Key.of(
            "calls.retryMaxDelay",
            Kinds.duration(Duration.ofMillis(1), Duration.ofMinutes(5)),
            "upper end of any random delay");
    static final Key<Integer> RETRY_BUDGET =
            Key.of("calls.retryBudgetPercent", Kinds.integer(0, 100), "retries allowed per hundred calls");
    static final Key<Bytes> MAX_RESULT =
            Key.of("calls.maxResultSize", Kinds.size(Bytes.kib(1), Bytes.mib(256)), "largest result passed on");

    static final List<Key<?>> ALL = List.of(
            PER_USER,
            PER_ADDRESS,
            WINDOW,
            MAX_KEYS,
            RUNNING,
            WAITING,
            WAIT,
            BREAKER_FAILURES,
            BREAKER_WINDOW,
            BREAKER_OPEN,
            TIMEOUT,
            RETRIES,
            RETRY_INITIAL,
            RETRY_MAX,
            RETRY_BUDGET,
            MAX_RESULT);

    private WorkKeys() {}

    static Kind<Integer> running() {
        return Kinds.integer(1, 100_000);
    }

    static Kind<Integer> waiting() {
        return Kinds.integer(0, 100_000);
    }

    static Kind<Duration> longestWait() {
        return Kinds.duration(Duration.ofMillis(1), Duration.ofMinutes(5));
    }

    static Kind<Integer> failures() {
        return Kinds.integer(1, 10_000);
    }

    static Kind<Duration> breakerTime() {
        return Kinds.duration(Duration.ofMillis(100), Duration.ofDays(1));
    }

    static Kind<Integer> retries() {
        return Kinds.integer(0, 10);
    }

    static Kind<Duration> callTime() {
        return Kinds.duration(Duration.ofMillis(10), Duration.ofHours(1));
    }

    static LimitsConfig limits(Values values) {
        return new LimitsConfig(
                values.get(PER_USER), values.get(PER_ADDRESS), values.get(WINDOW), values.get(MAX_KEYS));
    }

    static AdmissionConfig admission(Values values) {
        return new AdmissionConfig(values.get(RUNNING), values.get(WAITING), values.get(WAIT));
    }

    static BreakerConfig breaker(Values values) {
        return new BreakerConfig(values.get(BREAKER_FAILURES), values.get(BREAKER_WINDOW), values.get(BREAKER_OPEN));
    }

    static CallsConfig calls(Values values) {
        return new CallsConfig(
                values.get(TIMEOUT),
                values.get(RETRIES),
                values.get(RETRY_INITIAL),
                values.get(RETRY_MAX),
                values.get(RETRY_BUDGET),
                values.get(MAX_RESULT));
    }
}
