package dev.sluice.catalog;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Published;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Owns the catalogue of the node. Deployment fails with a {@link CatalogException} when it cannot be built. */
public final class CatalogVerticle extends VerticleBase {
    private static final Logger LOGGER = LoggerFactory.getLogger(CatalogVerticle.class);

    private final List<ToolDescriptor> descriptors;
    private final SluiceConfig config;
    private final Published<CatalogSnapshot> target;
    private volatile List<String> warnings = List.of();

    /**
     * @param descriptors what the providers offer, in the order in which it is to be listed
     * @param target where the catalogue is published before the deployment completes
     */
    public CatalogVerticle(List<ToolDescriptor> descriptors, SluiceConfig config, Published<CatalogSnapshot> target) {
        this.descriptors = List.copyOf(descriptors);
        this.config = config;
        this.target = target;
    }

    @Override
    public Future<?> start() {
        CatalogBuilder builder = new CatalogBuilder(config);
        long version = target.get().version() + 1;
        // Compiling schemas loads many classes: not on the event loop.
        return vertx.executeBlocking(() -> builder.build(version, descriptors)).onSuccess(this::publish);
    }

    /** What is odd about the catalogue, one sentence each. Any thread. */
    public List<String> warnings() {
        return warnings;
    }

    private void publish(CatalogBuilder.Built built) {
        warnings = built.warnings();
        warnings.forEach(
                warning -> LOGGER.atWarn().addKeyValue("reason", warning).log("Odd catalogue"));
        target.publish(built.snapshot());
        vertx.eventBus()
                .publish(
                        Addresses.CATALOG_CHANGED,
                        built.snapshot().version(),
                        new DeliveryOptions().setLocalOnly(true));
        LOGGER.atInfo()
                .addKeyValue("tools", built.snapshot().tools().size())
                .addKeyValue("version", built.snapshot().version())
                .log("Catalogue published");
    }
}
