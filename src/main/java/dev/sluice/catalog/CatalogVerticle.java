package dev.sluice.catalog;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.AuditSink;
import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.HealthSource;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Published;
import dev.sluice.config.PinMode;
import dev.sluice.config.SluiceConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Owns the catalogues of the node: {@link Offer} in at {@link Addresses#CATALOG}, {@link CatalogChange} out. Deployment fails
 * with a {@link CatalogException} when they cannot be built, and with a {@link PinFileException} when definitions are pinned
 * and the file of pins cannot be used.
 */
public final class CatalogVerticle extends VerticleBase {
    /** How often the file of pins is looked at. */
    public static final Duration LOOK_AT_PINS = Duration.ofSeconds(5);

    private static final Logger LOGGER = LoggerFactory.getLogger(CatalogVerticle.class);
    private static final DeliveryOptions LOCAL = new DeliveryOptions().setLocalOnly(true);
    private static final int REFUSED = 409;
    private static final int BROKEN = 500;

    private final List<Offer> offers;
    private final SluiceConfig config;
    private final Catalogs target;
    private final Records records;
    private volatile @Nullable CatalogOwner owner;
    private volatile @Nullable PinBook pins;

    /** Where it is told what is not served. */
    public record Records(MeterRegistry meters, AuditSink audit, InstantSource clock) {}

    /**
     * @param offers what the providers offer, in the order in which it is to be listed
     * @param target where the catalogues are published before the deployment completes
     */
    public CatalogVerticle(List<Offer> offers, SluiceConfig config, Catalogs target, Records records) {
        this.offers = List.copyOf(offers);
        this.config = config;
        this.target = target;
        this.records = records;
    }

    /** One with the default endpoint only, whose figures nobody reads. */
    public CatalogVerticle(List<Offer> offers, SluiceConfig config, Published<CatalogSnapshot> target) {
        this(
                offers,
                config,
                Catalogs.ofDefault(target),
                new Records(new SimpleMeterRegistry(), AuditSink.NONE, InstantSource.system()));
    }

    @Override
    public Future<?> start() {
        Optional<PinBook> book = isPinned(config) ? Optional.of(book()) : Optional.empty();
        CatalogOwner made = new CatalogOwner(
                vertx,
                new CatalogOwner.Rules(new CatalogBuilder(config, target.servers()), book),
                target,
                new CatalogTrail(records.meters(), records.audit(), records.clock()),
                this::tell);
        owner = made;
        return open(book)
                .compose(ignored -> made.start(offers))
                .onSuccess(ignored -> vertx.setPeriodic(LOOK_AT_PINS.toMillis(), tick -> made.checkPins()))
                .compose(ignored -> vertx.eventBus()
                        .<Object>localConsumer(Addresses.CATALOG, message -> onOffer(made, message))
                        .completion());
    }

    /**
     * Builds the catalogues by other rules from now on: names, selections and roles of services, rules of tools, endpoints.
     * The file of pins stays the one of the start. From any thread, after the deployment.
     *
     * @param built done on the event loop of the catalogues when they could be built, right before they can be read
     * @return completes when the new catalogues can be read; fails with a {@link CatalogException} or {@link PinFileException}
     *     as the deployment does, and then nothing has changed and {@code built} was not done
     */
    public Future<Void> configure(SluiceConfig rules, Runnable built) {
        CatalogOwner made = Objects.requireNonNull(owner, "not deployed");
        Promise<Void> done = Promise.promise();
        context.runOnContext(ignored -> configure(made, rules, built).onComplete(done));
        return done.future();
    }

    private Future<Void> configure(CatalogOwner made, SluiceConfig rules, Runnable built) {
        CatalogBuilder builder = CatalogBuilder.of(rules);
        Optional<PinBook> present = made.rules().pins();
        if (present.isPresent() || !isPinned(rules)) {
            return made.configure(new CatalogOwner.Rules(builder, present), built);
        }
        Optional<PinBook> book = Optional.of(book());
        return open(book).compose(ignored -> made.configure(new CatalogOwner.Rules(builder, book), built));
    }

    /** What is odd about the catalogue now, one sentence each. Any thread. */
    public List<String> warnings() {
        CatalogOwner made = owner;
        return made == null ? List.of() : made.built().warnings();
    }

    /** How the catalogue is; to be asked for when the deployment has completed. */
    public HealthSource health() {
        return new CatalogHealth(this::built, () -> {
            PinBook book = pins;
            return book == null ? null : book.problem();
        });
    }

    private Built built() {
        CatalogOwner made = owner;
        return made == null ? Built.nothing(Map.of()) : made.built();
    }

    private static boolean isPinned(SluiceConfig rules) {
        return Stream.concat(
                        rules.federation().upstreams().keySet().stream(), rules.federation().rest().keySet().stream())
                .anyMatch(name -> rules.federation()
                        .service(name)
                        .filter(service -> service.pins() != PinMode.OFF)
                        .isPresent());
    }

    private PinBook book() {
        return new PinBook(new PinStore(config.federation().pins()), records.clock());
    }

    private Future<Void> open(Optional<PinBook> book) {
        return book.isEmpty()
                ? Future.succeededFuture()
                : vertx.<Void>executeBlocking(() -> {
                            book.get().open();
                            return null;
                        })
                        .onSuccess(ignored -> pins = book.get());
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
