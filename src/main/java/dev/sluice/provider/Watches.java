package dev.sluice.provider;

import dev.sluice.bus.ResourceWatch;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who many want to hear of the changes of each resource of a backend. The backend is told of the first and the last only; those in
 * between wait for what the first waits for. Confined to the backend's home.
 */
final class Watches {
    /** Resources of one backend that are watched at one time. */
    static final int MAX_RESOURCES = 10_000;

    private final Backend backend;
    private final Map<String, Watch> watches = new HashMap<>();

    private static final class Watch {
        private int wanted;
        private Future<Void> taken = Future.succeededFuture();
    }

    Watches(Backend backend) {
        this.backend = backend;
    }

    /** Takes in that somebody begins or ends; completes when the backend's server knows. */
    Future<Void> take(ResourceWatch change) {
        return change.wanted() ? begin(change.uri()) : end(change.uri());
    }

    private Future<Void> begin(String uri) {
        Watch watch = watches.get(uri);
        if (watch != null) {
            watch.wanted++;
            return watch.taken;
        }
        if (watches.size() >= MAX_RESOURCES) {
            return Future.failedFuture("as many resources are watched as are allowed (" + MAX_RESOURCES + ')');
        }
        Watch first = new Watch();
        first.wanted = 1;
        watches.put(uri, first);
        first.taken = backend.watch(uri, true);
        return first.taken;
    }

    private Future<Void> end(String uri) {
        @Nullable Watch watch = watches.get(uri);
        if (watch == null || --watch.wanted > 0) {
            return Future.succeededFuture();
        }
        watches.remove(uri);
        return backend.watch(uri, false);
    }
}
