package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.LimitsConfig;
import dev.sluice.config.RedisConfig;
import dev.sluice.config.RedisConfig.Mode;
import dev.sluice.state.RateStore.Bucket;
import dev.sluice.state.RateStore.Rates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisSentinel;
import redis.embedded.RedisServer;

/** Counting in a cluster and behind a sentinel, with real processes. */
@Tag("R-501")
class RedisTopologiesIT {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Bucket USER = new Bucket("user", 5, MINUTE);
    private static final Bucket TOOL = new Bucket("tool:slow", 2, MINUTE);

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        get(vertx.close());
    }

    @Test
    void countsInAClusterWithAllKeysOfACallInOneSlot(@TempDir Path directory) throws Exception {
        // given
        int port = freePort();
        RedisServer node = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("cluster-enabled yes")
                .setting("cluster-config-file " + directory.resolve("nodes.conf"))
                .setting("save \"\"")
                .build();
        node.start();
        try {
            takeAllSlots(port);

            // when, then
            countsAndRefuses(new RedisConfig(
                    List.of("redis://127.0.0.1:" + port),
                    Mode.CLUSTER,
                    Optional.empty(),
                    Optional.empty(),
                    Duration.ofSeconds(20)));
        } finally {
            node.stop();
        }
    }

    @Test
    void countsOnTheMasterThatASentinelNames() throws Exception {
        // given
        int port = freePort();
        int sentinelPort = freePort();
        RedisServer master = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("save \"\"")
                .build();
        master.start();
        RedisSentinel sentinel = RedisSentinel.newRedisSentinel()
                .port(sentinelPort)
                .bind("127.0.0.1")
                .masterName("main")
                .masterPort(port)
                .quorumSize(1)
                .build();
        sentinel.start();
        try {
            // when, then
            countsAndRefuses(new RedisConfig(
                    List.of("redis://127.0.0.1:" + sentinelPort),
                    Mode.SENTINEL,
                    Optional.of("main"),
                    Optional.empty(),
                    Duration.ofSeconds(20)));
        } finally {
            sentinel.stop();
            master.stop();
        }
    }

    private void countsAndRefuses(RedisConfig config) {
        SimpleMeterRegistry meters = new SimpleMeterRegistry();
        State state =
                get(State.open(vertx, config, new LimitsConfig(100, 0, MINUTE, 1000), meters, InstantSource.system()));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> state.health().orElseThrow().up());
        for (String subject : List.of("alice", "bob", "carol")) {
            assertThat(count(state, subject).allowed()).isTrue();
            assertThat(count(state, subject).allowed()).isTrue();
            assertThat(count(state, subject).allowed()).isFalse();
        }
        assertThat(meters.get("mcp.redis.fallbacks").counter().count()).isZero();
        get(state.close());
    }

    private static Rates count(State state, String subject) {
        return get(state.rateStore().count(subject, List.of(USER, TOOL)));
    }

    private void takeAllSlots(int port) {
        Redis client = Redis.createClient(vertx, "redis://127.0.0.1:" + port);
        Request slots = Request.cmd(Command.CLUSTER).arg("ADDSLOTS");
        for (int slot = 0; slot < 16_384; slot++) {
            slots.arg(slot);
        }
        get(client.send(slots));
        await().until(() -> get(client.send(Request.cmd(Command.CLUSTER).arg("INFO")))
                .toString()
                .contains("cluster_state:ok"));
        get(client.close());
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("nothing came of it", late);
        }
    }
}
