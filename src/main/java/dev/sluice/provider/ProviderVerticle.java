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
import org.jspecify.annotations.Nullable;

/**
 * Serves the calls of one provider on one shard's event loop: {@link CallRequest} in, {@link dev.sluice.bus.Outcome} out.
 */
final class ProviderVerticle extends VerticleBase {
    private static final int NOT_A_CALL = 400;

    private final HostedProvider hosted;
    private final int shard;
    private final Surroundings around;
    private @Nullable Serving serving;

    /** What all providers of a node have in common. */
    record Surroundings(SluiceConfig config, InstantSource clock) {}

    private record Serving(ProviderRunner runner, MessageConsumer<Object> calls) {}

    ProviderVerticle(HostedProvider hosted, int shard, Surroundings around) {
        this.hosted = hosted;
        this.shard = shard;
        this.around = around;
    }

    @Override
    public Future<?> start() {
        ProviderRunner runner = new ProviderRunner(
                hosted, hosted.engine().open(shard), around.config(), vertx, around.clock(), OwnLoop.of(context));
        MessageConsumer<Object> calls = vertx.eventBus()
                .localConsumer(Addresses.provider(hosted.name(), shard), message -> onCall(runner, message));
        MessageConsumer<Cancellation> cancellations =
                vertx.eventBus().localConsumer(Addresses.cancel(shard), message -> runner.cancel(message.body()));
        serving = new Serving(runner, calls);
        return Future.join(calls.completion(), cancellations.completion());
    }

    /** Takes no more calls; completes when those that run have ended. On its event loop. */
    Future<Void> retire() {
        Serving now = serving;
        return now == null
                ? Future.succeededFuture()
                : now.calls().unregister().transform(ignored -> now.runner().idle());
    }

    @Override
    public Future<?> stop() {
        if (serving != null) {
            serving.runner().close();
        }
        return Future.succeededFuture();
    }

    private static void onCall(ProviderRunner runner, Message<Object> message) {
        CallRequest request = CallRequest.of(message);
        if (request == null) {
            message.fail(NOT_A_CALL, "not a call");
            return;
        }
        try {
            runner.run(request.call()).onComplete(request.answer());
        } catch (RuntimeException e) {
            request.answer().complete(null, e);
            throw e;
        }
    }
}
