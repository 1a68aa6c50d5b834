package dev.sluice.bench;

import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** What a request and its reply over the event bus cost, within an event loop and from one to another. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(2)
public class BusBenchmark {
    private static final int BATCH = 1_000;

    private final Outcome message = new Outcome.Completed(RawJson.EMPTY_OBJECT, false);
    private Vertx vertx;
    private EventLoop loop;

    /** Registers a consumer that answers on the caller's event loop and one that answers on another. */
    @Setup(Level.Trial)
    public void start() {
        vertx = Vertx.vertx();
        LocalCodec.register(vertx.eventBus());
        loop = new EventLoop(vertx);
        answerOn(loop.context(), "near");
        answerOn(((VertxInternal) vertx).createEventLoopContext(), "far");
    }

    @TearDown(Level.Trial)
    public void stop() {
        vertx.close().await();
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void near() {
        loop.run(BATCH, () -> vertx.eventBus().request("near", message));
    }

    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void far() {
        loop.run(BATCH, () -> vertx.eventBus().request("far", message));
    }

    private void answerOn(Context context, String address) {
        context.<Void>executeBlocking(() -> null).await();
        context.runOnContext(
                ignored -> vertx.eventBus().localConsumer(address, received -> received.reply(received.body())));
    }
}
