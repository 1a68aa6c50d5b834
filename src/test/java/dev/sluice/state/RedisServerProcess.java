package dev.sluice.state;

import dev.sluice.config.RedisConfig;
import dev.sluice.config.Secret;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import redis.embedded.RedisServer;

/** A real redis-server on a free port of the loopback interface, to be stopped and started again. */
final class RedisServerProcess implements AutoCloseable {
    static final String PASSWORD = "open sesame";

    private final int port;
    private RedisServer server;

    RedisServerProcess() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        server = start(port);
    }

    RedisConfig config(Duration timeout) {
        return new RedisConfig(
                List.of("redis://127.0.0.1:" + port),
                RedisConfig.Mode.SINGLE,
                Optional.empty(),
                Optional.of(new Secret(PASSWORD)),
                timeout);
    }

    void stop() throws IOException {
        server.stop();
    }

    void startAgain() throws IOException {
        server = start(port);
    }

    @Override
    public void close() throws IOException {
        server.stop();
    }

    private static RedisServer start(int port) throws IOException {
        RedisServer fresh = RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("requirepass \"" + PASSWORD + '"')
                .setting("save \"\"")
                .build();
        fresh.start();
        return fresh;
    }
}
