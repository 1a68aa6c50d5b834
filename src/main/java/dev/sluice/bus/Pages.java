package dev.sluice.bus;

import io.vertx.ext.web.Router;

/** A part that serves HTTP paths of its own beside the protocol endpoint, such as health and metrics. */
@FunctionalInterface
public interface Pages {
    /**
     * Adds routes. Called once for each shard, on its event loop; security headers and the request id are already set.
     *
     * @param shard the shard, for its near addresses
     */
    void mount(Router router, int shard);
}
