package dev.sluice.provider.upstream;

import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Passes on that resources have changed: at once, and then each of them once in a while at most, since every client that watches
 * it is told. Holds URIs that are watched, and so is bounded as they are. Confined to the home loop.
 */
final class UpstreamUpdates {
    private final Vertx vertx;
    private final long millis;
    private final Consumer<String> told;
    private final Set<String> recent = new HashSet<>();
    private final Set<String> again = new LinkedHashSet<>();

    /**
     * @param millis how long changes of one resource are one
     * @param told of what has changed
     */
    UpstreamUpdates(Vertx vertx, long millis, Consumer<String> told) {
        this.vertx = vertx;
        this.millis = millis;
        this.told = told;
    }

    void changed(String uri) {
        if (recent.contains(uri)) {
            again.add(uri);
            return;
        }
        if (recent.isEmpty()) {
            vertx.setTimer(millis, ignored -> turn());
        }
        recent.add(uri);
        told.accept(uri);
    }

    private void turn() {
        recent.clear();
        List<String> due = new ArrayList<>(again);
        again.clear();
        due.forEach(this::changed);
    }
}
