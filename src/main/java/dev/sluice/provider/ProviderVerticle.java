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
    private final SluiceConfig config;
    private final InstantSource clock;
    private @Nullable ProviderRunner runner;

    ProviderVerticle(HostedProvider hosted, int shard, SluiceConfig config, InstantSource clock) {
        this.hosted = hosted;
        this.shard = shard;
        this.config = config;
        this.clock = clock;
    }

    @Override
    public Future<?> start() {
        ProviderRunner started = new ProviderRunner(hosted, config, vertx, clock, OwnLoop.of(context));
        runner = started;
        MessageConsumer<Object> calls = vertx.eventBus()
                .localConsumer(Addresses.provider(hosted.name(), shard), message -> onCall(started, message));
        MessageConsumer<Cancellation> cancellations =
                vertx.eventBus().localConsumer(Addresses.cancel(shard), message -> started.cancel(message.body()));
        return Future.join(calls.completion(), cancellations.completion());
    }

    @Override
    public Future<?> stop() {
        if (runner != null) {
            runner.close();
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
