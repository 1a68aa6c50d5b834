package dev.sluice;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Everything that one event loop carries: an edge, an identity check, the door of admission and the providers, as
 * children on one context, so that a call whose way is free never leaves its thread.
 */
final class Shard implements Deployable {
    private final List<VerticleBase> children;
    private final Deque<VerticleBase> deployed = new ArrayDeque<>();

    /** @param children in the order in which they are started; stopped in reverse */
    Shard(List<VerticleBase> children) {
        this.children = List.copyOf(children);
    }

    @Override
    public Future<?> deploy(Context context) {
        Future<?> started = Future.succeededFuture();
        for (VerticleBase child : children) {
            started = started.compose(ignored -> start(child, context));
        }
        return started.recover(cause -> undeploy(context).transform(ignored -> Future.failedFuture(cause)));
    }

    @Override
    public Future<?> undeploy(Context context) {
        Future<?> stopped = Future.succeededFuture();
        while (!deployed.isEmpty()) {
            VerticleBase child = deployed.pop();
            stopped = stopped.transform(ignored -> stop(child, context));
        }
        return stopped;
    }

    private Future<?> start(VerticleBase child, Context context) {
        try {
            return child.deploy(context).onSuccess(ignored -> deployed.push(child));
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }

    private static Future<?> stop(VerticleBase child, Context context) {
        try {
            return child.undeploy(context);
        } catch (Exception e) {
            return Future.failedFuture(e);
        }
    }
}
