package dev.sluice.provider;

import io.vertx.core.Future;
import java.util.Map;

/** The code of a tool author. */
record AuthorEngine(String name, ToolProvider provider) implements Engine {
    @Override
    public Invoker open(int shard) {
        return new AuthorInvoker(provider);
    }

    @Override
    public Map<String, Object> status() {
        return Map.of();
    }

    @Override
    public Future<Void> stop() {
        try {
            Future<Void> stopped = provider.stop();
            return stopped == null ? Future.succeededFuture() : stopped;
        } catch (Exception | LinkageError e) {
            return Future.failedFuture(e);
        }
    }
}
