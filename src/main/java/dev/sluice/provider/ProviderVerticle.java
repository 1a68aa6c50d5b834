package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CallRequest;
import dev.sluice.bus.Cancellation;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.InstantSource;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Serves the calls of one provider on one shard's event loop: {@link CallRequest} in, {@link dev.sluice.bus.Outcome} out. Whoever
 * listens at the provider's address hands them to it, so that another one can take its place between two calls.
 */
final class ProviderVerticle extends VerticleBase {
    private static final int NOT_A_CALL = 400;

    private final HostedProvider hosted;
    private final int shard;
    private final Surroundings around;
    private @Nullable ProviderRunner runner;
    private @Nullable MessageConsumer<Cancellation> cancellations;

    /** What all providers of a node have in common. */
    record Surroundings(SluiceConfig config, InstantSource clock) {}

    ProviderVerticle(HostedProvider hosted, int shard, Surroundings around) {
        this.hosted = hosted;
        this.shard = shard;
        this.around = around;
    }

    @Override
    public Future<?> start() {
        ProviderRunner made = new ProviderRunner(
                hosted, hosted.engine().open(shard), around.config(), vertx, around.clock(), OwnLoop.of(context));
        runner = made;
        MessageConsumer<Cancellation> heard =
                vertx.eventBus().localConsumer(Addresses.cancel(shard), message -> made.cancel(message.body()));
        cancellations = heard;
        return heard.completion();
    }

    /** Completes when the calls that run have ended. On its event loop. */
    Future<Void> idle() {
        ProviderRunner now = runner;
        return now == null ? Future.succeededFuture() : now.idle();
    }

    @Override
    public Future<?> stop() {
        if (runner != null) {
            runner.close();
        }
        return cancellations == null ? Future.succeededFuture() : cancellations.unregister();
    }

    /** Takes what came to the provider's address. On its event loop, after the start. */
    void take(Message<Object> message) {
        CallRequest request = CallRequest.of(message);
        if (request == null) {
            message.fail(NOT_A_CALL, "not a call");
            return;
        }
        try {
            Objects.requireNonNull(runner, "not started").run(request.call()).onComplete(request.answer());
        } catch (RuntimeException e) {
            request.answer().complete(null, e);
            throw e;
        }
    }
}
