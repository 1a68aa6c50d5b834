package dev.sluice.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Map;

/**
 * A backend that runs on a home of its own.
 *
 * @param deployment the home
 */
record BackendEngine(Backend backend, Vertx vertx, String deployment) implements Engine {
    @Override
    public Invoker open(int shard) {
        BackendShard opened = backend.open(shard);
        return new Invoker() {
            @Override
            public Future<?> ask(RunningCall it) {
                try {
                    return opened.run(new BackendWork(it));
                } catch (RuntimeException thrown) {
                    return Future.failedFuture(thrown);
                }
            }

            @Override
            public void close() {
                opened.close();
            }
        };
    }

    @Override
    public Map<String, Object> status() {
        return backend.status();
    }

    @Override
    public Future<Void> stop() {
        return vertx.undeploy(deployment);
    }
}
