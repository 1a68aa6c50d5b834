package dev.sluice.bench;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.AuditSink;
import dev.sluice.bus.Credentials;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Verdict;
import dev.sluice.config.ConfigLoader;
import dev.sluice.config.SluiceConfig;
import dev.sluice.identity.Identity;
import dev.sluice.identity.TokenMint;
import dev.sluice.identity.TokenRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What the identity check of an HS256 token costs, with the way over the bus of its own event loop. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class TokenBenchmark {
    private static final int BATCH = 1_000;
    private static final String SECRET = "a-secret-that-only-this-benchmark-uses-0123456789";

    /** Whether verified tokens are remembered, as in production, or verified anew each time. */
    @Param({"60s", "0s"})
    public String cacheTtl;

    private Vertx vertx;
    private EventLoop loop;
    private Credentials credentials;

    @Setup(Level.Trial)
    public void start() throws IOException {
        vertx = Vertx.vertx();
        LocalCodec.register(vertx.eventBus());
        loop = new EventLoop(vertx);
        Path file = Files.writeString(
                Files.createTempFile("bench", ".yaml"), "auth: {cacheTtl: " + cacheTtl + ", failureBudget: 1000000}");
        SluiceConfig config = ConfigLoader.load(Optional.of(file), Map.of("JWT_SECRET", SECRET))
                .config();
        Files.delete(file);
        InstantSource clock = InstantSource.system();
        Identity identity = Identity.start(vertx, config.auth(), AuditSink.NONE, new SimpleMeterRegistry(), clock)
                .await();
        loop.deploy(identity.verticle(0));
        TokenRequest request = TokenRequest.accepted(
                config.auth(), "bench", List.of("user"), Optional.of("bench@example.com"), Duration.ofHours(1));
        credentials =
                new Credentials(TokenMint.mint(config.auth().secret().orElseThrow(), request, clock), "127.0.0.1");
    }

    @TearDown(Level.Trial)
    public void stop() {
        vertx.close().await();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void verify() {
        loop.run(
                BATCH,
                () -> vertx.eventBus()
                        .<Verdict>request(Addresses.identity(0), credentials)
                        .expecting(reply -> reply.body() instanceof Verdict.Verified));
    }
}
