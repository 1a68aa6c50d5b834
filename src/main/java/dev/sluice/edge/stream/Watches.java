package dev.sluice.edge.stream;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.ResourceWatch;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells providers which of their resources somebody of this shard wants to hear of: of the first who begins and the last who
 * ends. As many as {@link SessionSettings} and open subscriptions may have. Confined to the event loop of its shard.
 */
public final class Watches {
    /** How long a provider has to take it; whoever waits goes on then all the same. */
    private static final DeliveryOptions LOCAL =
            new DeliveryOptions().setLocalOnly(true).setSendTimeout(3_000);

    private static final Logger LOGGER = LoggerFactory.getLogger(Watches.class);

    private final Vertx vertx;
    private final Map<Watched, Count> counts = new HashMap<>();

    Watches(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * A resource.
     *
     * @param provider the provider that reads it
     * @param uri as the catalogue spells it
     */
    public record Watched(String provider, String uri) {}

    private static final class Count {
        private final Future<Void> begun;
        private int wanted;

        private Count(Future<Void> begun) {
            this.begun = begun;
        }
    }

    /** Somebody begins; each has to {@link #end}. Completes when the providers know or cannot be told; never fails. */
    public Future<Void> begin(Collection<Watched> resources) {
        return Future.join(resources.stream().map(this::begin).toList()).mapEmpty();
    }

    /** Somebody who began ends. */
    public void end(Collection<Watched> resources) {
        resources.forEach(this::end);
    }

    /** Resources that somebody wants to hear of. */
    int size() {
        return counts.size();
    }

    Future<Void> begin(Watched resource) {
        Count count = counts.get(resource);
        if (count == null) {
            count = new Count(tell(resource));
            counts.put(resource, count);
        }
        count.wanted++;
        return count.begun;
    }

    /** When a resource that somebody has begun with is known to its provider. */
    Future<Void> begun(Watched resource) {
        Count count = counts.get(resource);
        return count == null ? Future.succeededFuture() : count.begun;
    }

    void end(Watched resource) {
        Count count = counts.get(resource);
        if (count != null && --count.wanted == 0) {
            counts.remove(resource);
            vertx.eventBus()
                    .send(Addresses.watch(resource.provider()), new ResourceWatch(resource.uri(), false), LOCAL);
        }
    }

    /** Many providers tell unasked, and have nobody to take it. */
    private Future<Void> tell(Watched resource) {
        return vertx.eventBus()
                .request(Addresses.watch(resource.provider()), new ResourceWatch(resource.uri(), true), LOCAL)
                .<Void>mapEmpty()
                .recover(cause -> {
                    LOGGER.atDebug()
                            .addKeyValue("provider", resource.provider())
                            .addKeyValue("reason", cause.getMessage())
                            .log("A resource is not watched");
                    return Future.succeededFuture();
                });
    }
}
