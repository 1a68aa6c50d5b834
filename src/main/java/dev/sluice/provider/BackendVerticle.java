package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.ResourceWatch;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.Message;
import java.util.function.Function;

/** The home of one backend: starts and stops it, and tells it what is watched. */
final class BackendVerticle extends VerticleBase {
    private static final int FAILED = 502;

    private final Backend backend;
    private final Function<Context, BackendHost> host;

    /** @param host makes what the backend is offered, on its home */
    BackendVerticle(Backend backend, Function<Context, BackendHost> host) {
        this.backend = backend;
        this.host = host;
    }

    @Override
    public Future<?> start() {
        Watches watches = new Watches(backend);
        return backend.start(host.apply(context))
                .compose(ignored -> vertx.eventBus()
                        .<ResourceWatch>localConsumer(
                                Addresses.watch(backend.name()), message -> onWatch(watches, message))
                        .completion());
    }

    @Override
    public Future<?> stop() {
        return backend.stop();
    }

    private static void onWatch(Watches watches, Message<ResourceWatch> message) {
        watches.take(message.body())
                .onSuccess(ignored -> message.reply(null))
                .onFailure(cause -> message.fail(FAILED, String.valueOf(cause.getMessage())));
    }
}
