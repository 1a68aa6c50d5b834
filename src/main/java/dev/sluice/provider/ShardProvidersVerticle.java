package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.MessageConsumer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The providers of one shard, as children on its event loop; they come and go while it runs.
 *
 * <p>{@link #put} and {@link #drop} may be called from any thread.
 */
final class ShardProvidersVerticle extends VerticleBase {
    /** How long a provider that is dropped still takes calls, which were on their way to it. */
    static final Duration LINGER = Duration.ofSeconds(1);

    private final Supplier<List<HostedProvider>> first;
    private final int shard;
    private final ProviderVerticle.Surroundings around;
    private final Map<String, ProviderVerticle> children = new HashMap<>();
    /** Stay when a provider is replaced: no call finds nobody there, or is left with one that has been taken away. */
    private final Map<String, MessageConsumer<Object>> calls = new HashMap<>();

    private final Deque<String> order = new ArrayDeque<>();
    private @Nullable Runnable onStop;

    /** @param first the providers there are when it starts */
    ShardProvidersVerticle(Supplier<List<HostedProvider>> first, int shard, ProviderVerticle.Surroundings around) {
        this.first = first;
        this.shard = shard;
        this.around = around;
    }

    /** What to do when it stops; to be set before it starts. */
    void onStop(Runnable action) {
        this.onStop = action;
    }

    @Override
    public Future<?> start() {
        Future<?> started = Future.succeededFuture();
        for (HostedProvider hosted : first.get()) {
            started = started.compose(ignored -> begin(hosted, context));
        }
        return started;
    }

    @Override
    public Future<?> stop() {
        if (onStop != null) {
            onStop.run();
        }
        Future<?> stopped = Future.join(
                calls.values().stream().map(MessageConsumer::unregister).toList());
        calls.clear();
        for (String name : new ArrayList<>(order).reversed()) {
            ProviderVerticle child = children.remove(name);
            stopped = child == null ? stopped : stopped.transform(ignored -> end(child, context));
        }
        return stopped;
    }

    /**
     * Begins to serve a provider, instead of the one by the same name if there is one, whose calls go on.
     *
     * @return completes when calls go to it; the result completes when the calls of the former one have ended
     */
    Future<Future<Void>> put(HostedProvider hosted) {
        return onLoop(here -> {
            ProviderVerticle former = children.get(hosted.name());
            return begin(hosted, here).map(ignored -> former == null ? Future.succeededFuture() : retire(former, here));
        });
    }

    /**
     * Takes no more calls for a provider, but for those that are on their way.
     *
     * @return completes at once; the result completes when all its calls have ended
     */
    Future<Future<Void>> drop(String name) {
        return onLoop(here -> {
            ProviderVerticle former = children.get(name);
            return Future.succeededFuture(
                    former == null
                            ? Future.succeededFuture()
                            : vertx.timer(LINGER.toMillis(), TimeUnit.MILLISECONDS)
                                    .compose(ignored -> drop(name, former, here)));
        });
    }

    private Future<Void> drop(String name, ProviderVerticle former, Context here) {
        if (!children.remove(name, former)) {
            // Another one has taken its place meanwhile, or everything stops.
            return former.idle();
        }
        order.remove(name);
        MessageConsumer<Object> consumer = calls.remove(name);
        Future<Void> deaf = consumer == null ? Future.succeededFuture() : consumer.unregister();
        return deaf.transform(ignored -> retire(former, here));
    }

    private Future<?> begin(HostedProvider hosted, Context here) {
        String name = hosted.name();
        ProviderVerticle child = new ProviderVerticle(hosted, shard, around);
        try {
            return child.deploy(here).compose(ignored -> {
                if (children.put(name, child) == null) {
                    order.add(name);
                }
                return listen(name);
            });
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> listen(String name) {
        if (calls.containsKey(name)) {
            return Future.succeededFuture();
        }
        MessageConsumer<Object> consumer = vertx.eventBus().localConsumer(Addresses.provider(name, shard), message -> {
            ProviderVerticle present = children.get(name);
            if (present != null) {
                present.take(message);
            }
        });
        calls.put(name, consumer);
        return consumer.completion();
    }

    private static Future<Void> retire(ProviderVerticle former, Context here) {
        return former.idle().transform(ignored -> end(former, here)).mapEmpty();
    }

    private static Future<?> end(ProviderVerticle child, Context here) {
        try {
            return child.undeploy(here);
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private <T> Future<T> onLoop(java.util.function.Function<Context, Future<T>> action) {
        Promise<T> promise = Promise.promise();
        Context here = context;
        here.runOnContext(ignored -> action.apply(here).onComplete(promise));
        return promise.future();
    }
}
