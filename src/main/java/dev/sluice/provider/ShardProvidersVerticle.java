package dev.sluice.provider;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The providers of one shard, as children on its event loop; they come and go while it runs.
 *
 * <p>{@link #put} and {@link #drop} may be called from any thread.
 */
final class ShardProvidersVerticle extends VerticleBase {
    private final Supplier<List<HostedProvider>> first;
    private final int shard;
    private final ProviderVerticle.Surroundings around;
    private final Map<String, ProviderVerticle> children = new HashMap<>();
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
        Future<?> stopped = Future.succeededFuture();
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
            Future<Void> drained = retire(hosted.name(), here);
            return begin(hosted, here).map(drained);
        });
    }

    /** Takes no more calls for a provider; as {@link #put}. */
    Future<Future<Void>> drop(String name) {
        return onLoop(here -> Future.succeededFuture(retire(name, here)));
    }

    private Future<?> begin(HostedProvider hosted, Context here) {
        ProviderVerticle child = new ProviderVerticle(hosted, shard, around);
        try {
            return child.deploy(here).onSuccess(ignored -> {
                children.put(hosted.name(), child);
                order.add(hosted.name());
            });
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private Future<Void> retire(String name, Context here) {
        ProviderVerticle child = children.remove(name);
        order.remove(name);
        return child == null
                ? Future.succeededFuture()
                : child.retire().transform(ignored -> end(child, here)).mapEmpty();
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
