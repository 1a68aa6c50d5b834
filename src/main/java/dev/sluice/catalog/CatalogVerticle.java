package dev.sluice.catalog;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Published;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the catalogue of the node: {@link Offer} in at {@link Addresses#CATALOG}, {@link CatalogChange} out. Deployment fails
 * with a {@link CatalogException} when it cannot be built.
 */
public final class CatalogVerticle extends VerticleBase {
    private static final Logger LOGGER = LoggerFactory.getLogger(CatalogVerticle.class);
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
    private static final int REFUSED = 409;
    private static final int BROKEN = 500;

    private final List<Offer> offers;
    private final SluiceConfig config;
    private final Published<CatalogSnapshot> target;
    private volatile List<String> warnings = List.of();

    /**
     * @param offers what the providers offer, in the order in which it is to be listed
     * @param target where the catalogue is published before the deployment completes
     */
    public CatalogVerticle(List<Offer> offers, SluiceConfig config, Published<CatalogSnapshot> target) {
        this.offers = List.copyOf(offers);
        this.config = config;
        this.target = target;
    }

    @Override
    public Future<?> start() {
        CatalogOwner owner = new CatalogOwner(vertx, new CatalogBuilder(config), target, this::tell);
        return owner.start(offers)
                .onSuccess(ignored -> warnings = owner.warnings())
                .compose(ignored -> vertx.eventBus()
                        .<Object>localConsumer(Addresses.CATALOG, message -> onOffer(owner, message))
                        .completion());
    }

    /** What is odd about the catalogue that was built at the start, one sentence each. Any thread. */
    public List<String> warnings() {
        return warnings;
    }

    private void tell(CatalogChange change) {
        vertx.eventBus().publish(Addresses.CATALOG_CHANGED, change, LOCAL);
    }

    private static void onOffer(CatalogOwner owner, Message<Object> message) {
        if (!(message.body() instanceof Offer offer)) {
            message.fail(BROKEN, "not an offer");
            return;
        }
        owner.accept(offer).onComplete((done, failure) -> {
            if (failure == null) {
                message.reply(null);
            } else if (failure instanceof CatalogException refused) {
                message.fail(REFUSED, refused.getMessage());
            } else {
                LOGGER.atError()
                        .setCause(failure)
                        .addKeyValue("provider", offer.provider())
                        .log("Catalogue could not be built");
                message.fail(BROKEN, "the catalogue could not be built");
            }
        });
    }
}
