package dev.sluice.admission;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.CallRequest;
import dev.sluice.bus.Cancellation;
import dev.sluice.bus.LocalCodec;
import dev.sluice.bus.Outcome;
import dev.sluice.config.SluiceConfig;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A real admission on a real event bus, one shard, with a provider ("fake") whose calls end when the test says so.
 */
final class Stage implements AutoCloseable {
    static final Outcome DONE = new Outcome.Completed(RawJson.EMPTY_OBJECT, false);
    private static final int SHARD = 0;

    final Vertx vertx = Vertx.vertx();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Admission admission;
    private final Provider provider = new Provider();
    final ConcurrentLinkedDeque<CallRequest> running = new ConcurrentLinkedDeque<>();
    final List<String> order = new CopyOnWriteArrayList<>();
    final AtomicInteger mostRunning = new AtomicInteger();
    volatile @Nullable Thread providerThread;
    volatile boolean answersAtOnce;

    Stage(SluiceConfig config) {
        LocalCodec.register(vertx.eventBus());
        admission = Admission.create(vertx, config, meters, InstantSource.system());
        await(vertx.deployVerticle(admission.ownerVerticle()));
        VerticleBase door = admission.verticle(SHARD);
        Deployable shard = context -> Future.all(provider.deploy(context), door.deploy(context));
        await(vertx.deployVerticle(shard));
    }

    /** Sends a call from outside of the shard. */
    Future<Outcome> submit(Call call) {
        return vertx.eventBus()
                .<Outcome>request(
                        Addresses.admission(SHARD),
                        call,
                        new DeliveryOptions().setLocalOnly(true).setSendTimeout(60_000))
                .map(Message::body);
    }

    Future<Outcome> submit(String caller) {
        return submit(Fixtures.call(caller));
    }

    /** Does something on the shard's event loop. */
    <T> Future<T> onShard(Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        provider.onLoop(() -> work.get().onComplete(done));
        return done.future();
    }

    void cancel(Call call) {
        vertx.eventBus()
                .publish(
                        Addresses.cancel(SHARD),
                        new Cancellation(call.id(), "closed"),
                        new DeliveryOptions().setLocalOnly(true));
    }

    /** Ends the call that has been running longest. */
    void endOne() {
        end(running.poll(), DONE);
    }

    /** Ends a call, as its provider would on the shard's event loop. */
    void end(@Nullable CallRequest request, @Nullable Outcome outcome) {
        Objects.requireNonNull(request, "nothing runs");
        provider.onLoop(
                () -> request.answer().complete(outcome, outcome == null ? new IllegalStateException("broken") : null));
    }

    static Refusal refusal(Outcome outcome) {
        return ((Outcome.Refused) outcome).refusal();
    }

    /** Waits for something to become true, looking often. */
    static void until(Callable<Boolean> condition) {
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(condition);
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("nothing came of it", late);
        }
    }

    @Override
    public void close() {
        await(vertx.close());
    }

    private final class Provider extends VerticleBase {
        @Override
        public Future<?> start() {
            return vertx.eventBus()
                    .<CallRequest>localConsumer(Addresses.provider("fake", SHARD), this::run)
                    .completion();
        }

        void onLoop(Runnable work) {
            context.runOnContext(there -> work.run());
        }

        private void run(Message<CallRequest> message) {
            CallRequest request = message.body();
            providerThread = Thread.currentThread();
            order.add(request.call().principal().subject());
            if (answersAtOnce) {
                request.answer().complete(DONE, null);
                return;
            }
            running.add(request);
            mostRunning.accumulateAndGet(running.size(), Math::max);
        }
    }
}
