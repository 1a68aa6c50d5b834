package dev.sluice.provider.upstream;

import dev.sluice.bus.Offer;
import dev.sluice.provider.upstream.dialect.Upstream;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes what one upstream offers. Confined to the home loop. */
final class UpstreamOffers {
    private static final Logger LOGGER = LoggerFactory.getLogger(UpstreamOffers.class);

    private final Upstream upstream;
    private final UpstreamMeters meters;
    private @Nullable Offer offered;

    UpstreamOffers(Upstream upstream, UpstreamMeters meters) {
        this.upstream = upstream;
        this.meters = meters;
    }

    /**
     * What has not changed is not published again. An offer that the catalogue does not take leaves the old one there.
     *
     * @return completes when the catalogue has decided; never fails
     */
    Future<Void> publish(Offer offer) {
        if (offer.equals(offered)) {
            meters.listed(UpstreamMeters.Lists.OK);
            return Future.succeededFuture();
        }
        return upstream.host()
                .offer(offer)
                .onSuccess(ignored -> {
                    offered = offer;
                    meters.listed(UpstreamMeters.Lists.OK);
                })
                .recover(cause -> {
                    meters.listed(UpstreamMeters.Lists.REFUSED);
                    LOGGER.atWarn()
                            .addKeyValue("upstream", upstream.name())
                            .addKeyValue("reason", cause.getMessage())
                            .log("What an upstream offers cannot be taken into the catalogue");
                    return Future.succeededFuture();
                });
    }
}
