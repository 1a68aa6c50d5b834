package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.LimitsConfig;
import dev.sluice.config.RedisConfig;
import dev.sluice.state.RateStore.Bucket;
import dev.sluice.state.RateStore.Rate;
import dev.sluice.state.RateStore.Rates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Counting in a real redis-server, and what happens when it goes. */
@Tag("R-501")
@Tag("R-105")
class RedisRateStoreIT {
    private static final Duration TIMEOUT = Duration.ofMillis(250);
    /** For tests in which the server does answer, on a machine that may be busy. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Bucket USER = new Bucket("user", 5, MINUTE);
    private static final Bucket TOOL = new Bucket("tool:slow", 2, MINUTE);
    private static final LimitsConfig LIMITS = new LimitsConfig(100, 0, MINUTE, 1000);

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<State> opened = new ArrayList<>();
    private final RedisServerProcess redis;

    RedisRateStoreIT() throws Exception {
        redis = new RedisServerProcess();
    }

    @BeforeEach
    void usesRedis() {
        State state = open();
        await().atMost(Duration.ofSeconds(30)).until(() -> redisIsUp(state));
    }

    @AfterEach
    void close() throws Exception {
        opened.forEach(State::close);
        get(vertx.close());
        redis.close();
    }

    @Test
    void twoNodesCountTogether() {
        // given
        RateStore one = open().rateStore();
        RateStore other = open().rateStore();
        for (int i = 0; i < 3; i++) {
            assertThat(count(one, USER).allowed()).isTrue();
        }
        assertThat(count(other, USER).allowed()).isTrue();
        assertThat(count(other, USER).each().getFirst().used()).isEqualTo(5);

        // when
        Rates refused = count(one, USER);

        // then
        assertThat(refused.allowed()).isFalse();
        Rate rate = refused.each().getFirst();
        assertThat(rate.exhausted()).isTrue();
        assertThat(rate.used()).isEqualTo(5);
        assertThat(rate.reset()).isBetween(Duration.ofSeconds(50), MINUTE);
    }

    @Test
    void aRefusedRequestConsumesNothing() {
        // given
        RateStore store = open().rateStore();
        count(store, USER, TOOL);
        count(store, USER, TOOL);

        // when
        Rates refused = count(store, USER, TOOL);

        // then
        assertThat(refused.allowed()).isFalse();
        assertThat(refused.each()).extracting(Rate::exhausted).containsExactly(false, true);
        assertThat(refused.each()).extracting(Rate::used).containsExactly(2, 2);
        assertThat(count(store, USER).each().getFirst().used()).isEqualTo(3);
    }

    @Test
    void aWindowExpiresAndLeavesNothingBehind() {
        // given
        RateStore store = open().rateStore();
        Bucket brief = new Bucket("user", 1, Duration.ofSeconds(2));
        assertThat(count(store, brief).allowed()).isTrue();
        assertThat(count(store, brief).allowed()).isFalse();

        // when, then
        await().until(() -> command("DBSIZE").toInteger() == 0);
        assertThat(count(store, brief).allowed()).isTrue();
    }

    @Test
    void keysOfACallShareASlotAndNameNobody() {
        // given
        RateStore store = open().rateStore();

        // when
        count(store, USER, TOOL);

        // then
        String stem = "mcp:user:{" + RedisRateStore.hash("alice") + "}:rate:";
        List<String> keys = new ArrayList<>();
        command("KEYS", "*").forEach(key -> keys.add(key.toString()));
        assertThat(keys).containsExactlyInAnyOrder(stem + "user", stem + "tool:slow");
        assertThat(command("PTTL", stem + "user").toLong()).isPositive();
    }

    @Test
    void teachesAServerThatHasForgottenTheScript() {
        // given
        RateStore store = open().rateStore();
        count(store, USER);

        // when
        command("SCRIPT", "FLUSH");
        Rates rates = count(store, USER);

        // then
        assertThat(rates.each().getFirst().used()).isEqualTo(2);
        assertThat(fallbacks()).isZero();
    }

    @Test
    void aKeyWithoutExpiryDoesNotShutItsSubjectOutForever() {
        // given
        RateStore store = open().rateStore();
        String key = "mcp:user:{" + RedisRateStore.hash("alice") + "}:rate:user";
        command("SET", key, "5");

        // when
        Rates refused = count(store, USER);

        // then
        assertThat(refused.allowed()).isFalse();
        assertThat(command("PTTL", key).toLong()).isPositive();
    }

    @Test
    void noCallFailsOrWaitsLongerThanTheTimeoutWhenTheServerDiesUnderLoad() throws Exception {
        // given
        State state = open(TIMEOUT);
        Load load = new Load(state.rateStore());
        load.start();
        await().until(() -> load.answered() > 500);

        // when
        redis.stop();
        await().until(() -> !redisIsUp(state));
        int before = load.answered();
        await().until(() -> load.answered() > before + 500);
        redis.startAgain();
        await().atMost(Duration.ofSeconds(30)).until(() -> redisIsUp(state));
        int after = load.answered();
        await().until(() -> load.answered() > after + 200);
        load.stop();

        // then
        assertThat(load.failed()).isZero();
        assertThat(load.slowestMillis()).isLessThan(TIMEOUT.toMillis() + 2_000);
        assertThat(fallbacks()).isPositive();
        assertThat(command("DBSIZE").toInteger()).isPositive();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> meters.get("mcp.redis.up").gauge().value() == 1);
    }

    @Test
    void aServerThatHangsIsGivenUpAfterOneTimeoutAndUsedAgainLater() {
        // given
        count(open().rateStore(), USER);
        State state = open(TIMEOUT);
        await().until(() -> redisIsUp(state));
        command("CLIENT", "PAUSE", "6000");

        // when
        long start = System.nanoTime();
        Rates first = count(state.rateStore(), USER);
        long firstMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
        Future<Rates> second = state.rateStore().count("alice", List.of(USER));

        // then
        assertThat(first.allowed()).isTrue();
        assertThat(firstMillis).isBetween(TIMEOUT.toMillis() - 50, TIMEOUT.toMillis() + 4_000);
        assertThat(second.isComplete()).isTrue();
        assertThat(redisIsUp(state)).isFalse();
        assertThat(state.health().orElseThrow().details())
                .containsEntry("effect", "limits are counted on this node only");
        await().atMost(Duration.ofSeconds(30)).until(() -> redisIsUp(state));
        assertThat(count(state.rateStore(), USER).each().getFirst().used()).isEqualTo(2);
    }

    @Test
    void startsWithoutRedisAndUsesItWhenItComes() throws Exception {
        // given
        redis.stop();

        // when
        State state = open();

        // then
        assertThat(redisIsUp(state)).isFalse();
        assertThat(count(state.rateStore(), USER).allowed()).isTrue();
        redis.startAgain();
        await().atMost(Duration.ofSeconds(30)).until(() -> redisIsUp(state));
    }

    @Test
    void closesItsConnections() {
        // given
        State state = open();
        int before = command("CLIENT", "LIST").toString().split("\n", -1).length;

        // when
        get(state.close());

        // then
        await().until(() -> command("CLIENT", "LIST").toString().split("\n", -1).length == before - 1);
        assertThat(count(state.rateStore(), USER).allowed()).isTrue();
    }

    private State open() {
        return open(PATIENCE);
    }

    private State open(Duration timeout) {
        RedisConfig config = redis.config(timeout);
        State state = get(State.open(vertx, config, LIMITS, meters, InstantSource.system()));
        opened.add(state);
        return state;
    }

    private static boolean redisIsUp(State state) {
        return state.health().orElseThrow().up();
    }

    private double fallbacks() {
        return meters.get("mcp.redis.fallbacks").counter().count();
    }

    private static Rates count(RateStore store, Bucket... buckets) {
        return get(store.count("alice", List.of(buckets)));
    }

    private Response command(String name, String... arguments) {
        RedisOptions options = new RedisOptions()
                .setConnectionString(redis.config(TIMEOUT).urls().getFirst())
                .setPassword(RedisServerProcess.PASSWORD);
        Redis client = Redis.createClient(vertx, options);
        Request request = Request.cmd(Command.create(name));
        for (String argument : arguments) {
            request.arg(argument);
        }
        return get(client.send(request).eventually(client::close));
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("nothing came of it", late);
        }
    }

    /** Twenty subjects that ask again as soon as they are answered. */
    private final class Load {
        private final RateStore store;
        private final AtomicInteger answered = new AtomicInteger();
        private final AtomicInteger failed = new AtomicInteger();
        private final AtomicLong slowest = new AtomicLong();
        private volatile boolean stopped;

        Load(RateStore store) {
            this.store = store;
        }

        void start() {
            for (int i = 0; i < 20; i++) {
                String subject = "subject" + i;
                vertx.runOnContext(there -> ask(subject));
            }
        }

        private void ask(String subject) {
            if (stopped) {
                return;
            }
            long start = System.nanoTime();
            store.count(subject, List.of(new Bucket("user", 1_000_000, MINUTE))).onComplete(rates -> {
                slowest.accumulateAndGet(System.nanoTime() - start, Math::max);
                answered.incrementAndGet();
                if (rates.failed()) {
                    failed.incrementAndGet();
                }
                vertx.setTimer(1, fired -> ask(subject));
            });
        }

        void stop() {
            stopped = true;
        }

        int answered() {
            return answered.get();
        }

        int failed() {
            return failed.get();
        }

        long slowestMillis() {
            return TimeUnit.NANOSECONDS.toMillis(slowest.get());
        }
    }
}
