package dev.sluice.catalog;

import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Published;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue of a node and the offers it is made of. One rebuild runs at a time, off the event loop; of the offers of one
 * provider that wait meanwhile only the last is taken. An offer that cannot be part of a catalogue changes nothing. Confined
 * to one event loop.
 */
final class CatalogOwner {
    private static final Logger LOGGER = LoggerFactory.getLogger(CatalogOwner.class);

    private final Vertx vertx;
    private final CatalogBuilder builder;
    private final Published<CatalogSnapshot> target;
    private final Consumer<CatalogChange> changed;
    private final Map<String, Offer> offers = new LinkedHashMap<>();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private Built current;
    private boolean rebuilding;

    /** An offer, and who is told what became of it. */
    private record Waiting(Offer offer, List<Promise<Void>> askedBy) {}

    /** @param changed told of every new catalogue after it was published */
    CatalogOwner(
            Vertx vertx, CatalogBuilder builder, Published<CatalogSnapshot> target, Consumer<CatalogChange> changed) {
        this.vertx = vertx;
        this.builder = builder;
        this.target = target;
        this.changed = changed;
        this.current = new Built(target.get(), Map.of(), List.of());
    }

    /** Takes what the providers offer at first, in the order in which it is to be listed; fails as {@link #accept}. */
    Future<Void> start(Collection<Offer> first) {
        first.forEach(offer -> offers.put(offer.provider(), offer));
        rebuilding = true;
        return build(offers.values()).map(this::publish).onComplete(ignored -> next());
    }

    /**
     * Takes what one provider offers instead of what it offered before.
     *
     * @return completes when the new catalogue can be read; fails with a {@link CatalogException} when there can be none with
     *     this in it
     */
    Future<Void> accept(Offer offer) {
        Promise<Void> promise = Promise.promise();
        Waiting superseded = waiting.remove(offer.provider());
        List<Promise<Void>> askedBy = superseded == null ? new ArrayList<>() : superseded.askedBy();
        askedBy.add(promise);
        waiting.put(offer.provider(), new Waiting(offer, askedBy));
        if (!rebuilding) {
            next();
        }
        return promise.future();
    }

    /** What is odd about the catalogue, one sentence each. */
    List<String> warnings() {
        return current.warnings();
    }

    private void next() {
        Map.Entry<String, Waiting> first =
                waiting.isEmpty() ? null : waiting.entrySet().iterator().next();
        rebuilding = first != null;
        if (first == null) {
            return;
        }
        waiting.remove(first.getKey());
        Map<String, Offer> candidates = new LinkedHashMap<>(offers);
        candidates.put(first.getKey(), first.getValue().offer());
        build(candidates.values()).onComplete((built, failure) -> {
            if (failure == null) {
                offers.put(first.getKey(), first.getValue().offer());
                publish(built);
            }
            settle(first.getValue(), failure);
            next();
        });
    }

    private Future<Built> build(Collection<Offer> candidates) {
        Built before = current;
        List<Offer> all = List.copyOf(candidates);
        // Compiling schemas loads many classes and takes long: not on the event loop.
        return vertx.executeBlocking(() -> builder.build(before, all), false);
    }

    private @Nullable Void publish(Built built) {
        Built before = current;
        if (before.snapshot().version() > 0 && built.sameAs(before)) {
            return null;
        }
        current = built;
        built.warnings().stream()
                .filter(warning -> !before.warnings().contains(warning))
                .forEach(warning ->
                        LOGGER.atWarn().addKeyValue("reason", warning).log("Odd catalogue"));
        target.publish(built.snapshot());
        changed.accept(built.since(before));
        LOGGER.atInfo()
                .addKeyValue("tools", built.snapshot().tools().size())
                .addKeyValue("prompts", built.snapshot().prompts().size())
                .addKeyValue("resources", built.snapshot().resources().size())
                .addKeyValue("templates", built.snapshot().templates().size())
                .addKeyValue("version", built.snapshot().version())
                .log("Catalogue published");
        return null;
    }

    private static void settle(Waiting done, @Nullable Throwable failure) {
        for (Promise<Void> promise : done.askedBy()) {
            if (failure == null) {
                promise.complete();
            } else {
                promise.fail(failure);
            }
        }
    }
}
