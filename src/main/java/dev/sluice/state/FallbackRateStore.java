package dev.sluice.state;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts in Redis while that works, and in memory while it does not. Never fails. Any thread.
 *
 * <p>The first failure or late answer marks Redis as down: that request and all that follow are counted in memory at
 * once, so nobody waits for a Redis that is away, and everybody who was waiting is let go as the connection is dropped.
 * In the background Redis is tried again with growing, jittered pauses. When it is back, counting goes on there; what
 * was counted in memory meanwhile is not carried over.
 */
final class FallbackRateStore implements RateStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(FallbackRateStore.class);
    private static final Pattern USER_INFO = Pattern.compile("//[^/\\s]*@");
    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 5_000;
    /** Up for so long, and the pauses start small again; otherwise a flapping store would fill the log. */
    private static final Duration STABLE = Duration.ofSeconds(10);

    private final Vertx vertx;
    // Where the connection lives: not on the context of whatever request found it gone.
    private final Context home;
    private final RedisRateStore redis;
    private final MemoryRateStore local;
    private final InstantSource clock;
    private final Counter localDecisions;

    private final AtomicBoolean up = new AtomicBoolean();
    private volatile boolean closed;
    private volatile long changedAt;
    // Written by the one retry that is under way.
    private volatile int attempt;

    FallbackRateStore(
            Vertx vertx, RedisRateStore redis, MemoryRateStore local, MeterRegistry meters, InstantSource clock) {
        this.vertx = vertx;
        this.home = vertx.getOrCreateContext();
        this.redis = redis;
        this.local = local;
        this.clock = clock;
        this.changedAt = clock.millis();
        this.localDecisions = Counter.builder("mcp.redis.fallbacks")
                .description("Requests counted in memory because Redis was away")
                .register(meters);
        Gauge.builder("mcp.redis.up", up, state -> state.get() ? 1 : 0)
                .description("Whether Redis is used (1) or limits are counted on this node only (0)")
                .register(meters);
    }

    /**
     * Connects for the first time.
     *
     * @return completes, never with a failure, when Redis is used or known to be away
     */
    Future<Void> start() {
        return redis.open(this::connectionLost).transform(opened -> {
            if (opened.succeeded()) {
                markUp();
            } else {
                warn(opened.cause());
                retryLater();
            }
            return Future.succeededFuture();
        });
    }

    @Override
    public Future<Rates> count(String subject, List<Bucket> buckets) {
        if (!up.get()) {
            localDecisions.increment();
            return local.count(subject, buckets);
        }
        return redis.count(subject, buckets).recover(cause -> {
            markDown(cause);
            localDecisions.increment();
            return local.count(subject, buckets);
        });
    }

    @Override
    public Optional<StoreHealth> health() {
        boolean isUp = up.get();
        long seconds = Math.max(0, clock.millis() - changedAt) / 1000;
        return Optional.of(new StoreHealth(
                "redis",
                isUp,
                isUp
                        ? Map.of("secondsUp", seconds)
                        : Map.of("secondsDown", seconds, "effect", "limits are counted on this node only")));
    }

    void close() {
        closed = true;
        up.set(false);
        redis.drop();
    }

    private void connectionLost() {
        markDown(new IllegalStateException("connection lost"));
    }

    private void markDown(Throwable cause) {
        if (!up.compareAndSet(true, false)) {
            return;
        }
        if (clock.millis() - changedAt >= STABLE.toMillis()) {
            attempt = 0;
        }
        changedAt = clock.millis();
        redis.drop();
        if (!closed) {
            warn(cause);
            retryLater();
        }
    }

    private void markUp() {
        changedAt = clock.millis();
        up.set(true);
        if (closed) {
            close();
            return;
        }
        LOGGER.atInfo().log("Redis is used");
    }

    private static void warn(Throwable cause) {
        LOGGER.atWarn()
                .addKeyValue("cause", withoutUserInfo(String.valueOf(cause.getMessage())))
                .log("Redis is away; limits are counted on this node only until it is back");
    }

    /** The client names its endpoints in some messages, with the password if it was written there. */
    static String withoutUserInfo(String message) {
        return USER_INFO.matcher(message).replaceAll("//***@");
    }

    private void retryLater() {
        int tries = attempt;
        attempt = tries + 1;
        long pause = Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS << Math.min(tries, 10));
        long jittered = ThreadLocalRandom.current().nextLong(pause / 2, pause + 1);
        home.runOnContext(there -> vertx.setTimer(jittered, fired -> retry()));
    }

    private void retry() {
        if (closed) {
            return;
        }
        redis.open(this::connectionLost).onSuccess(opened -> markUp()).onFailure(cause -> retryLater());
    }
}
