package dev.sluice.catalog;

import dev.sluice.bus.CatalogChange;
import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Catalogs;
import dev.sluice.bus.Offer;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogues of a node and the offers they are made of. One rebuild runs at a time, off the event loop; of the offers of
 * one provider that wait meanwhile only the last is taken. An offer that cannot be part of a catalogue changes nothing.
 * Confined to one event loop, but for {@link #built}.
 */
final class CatalogOwner {
    /** Warnings of one catalogue that are logged. */
    static final int MAX_LOGGED = 100;

    private static final Logger LOGGER = LoggerFactory.getLogger(CatalogOwner.class);

    private final Vertx vertx;
    private final Catalogs target;
    private final CatalogTrail trail;
    private final Consumer<CatalogChange> changed;
    private final Map<String, Offer> offers = new LinkedHashMap<>();
    private final Map<String, Waiting> waiting = new LinkedHashMap<>();
    private Rules rules;
    /** Those before {@link #rules}. */
    private Rules formerRules;

    private @Nullable Wanted wanted;
    private volatile Built current;
    private boolean rebuilding;

    /** An offer, and who is told what became of it. */
    private record Waiting(Offer offer, List<Promise<Void>> askedBy) {}

    /**
     * By which rules catalogues are built.
     *
     * @param pins what was accepted, empty when nothing is pinned
     */
    record Rules(CatalogBuilder builder, Optional<PinBook> pins) {
        Pins accepted() {
            return pins.map(PinBook::current).orElse(Pins.NONE);
        }
    }

    /** Rules to build by from now on, what to do before that can be read, and who is told what became of it. */
    private record Wanted(Rules rules, Runnable built, List<Promise<Void>> askedBy) {}

    /**
     * @param changed told of every new catalogue after it was published
     */
    CatalogOwner(Vertx vertx, Rules rules, Catalogs target, CatalogTrail trail, Consumer<CatalogChange> changed) {
        this.vertx = vertx;
        this.rules = rules;
        this.formerRules = rules;
        this.target = target;
        this.trail = trail;
        this.changed = changed;
        this.current = Built.nothing(target.now());
    }

    /** Takes what the providers offer at first, in the order in which it is to be listed; fails as {@link #accept}. */
    Future<Void> start(Collection<Offer> first) {
        first.forEach(offer -> offers.put(offer.provider(), offer));
        rebuilding = true;
        return build(rules, offers.values()).map(this::publish).onComplete(ignored -> next());
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

    /**
     * Builds by other rules from now on: endpoints that are not among them are taken away. Of several that wait only the last
     * are taken.
     *
     * @param built done when they could be built, right before they can be read
     * @return completes when the new catalogues can be read; fails with a {@link CatalogException} when there can be none by
     *     these rules, and then the ones before hold
     */
    Future<Void> configure(Rules other, Runnable built) {
        Promise<Void> promise = Promise.promise();
        List<Promise<Void>> askedBy = wanted == null ? new ArrayList<>() : wanted.askedBy();
        askedBy.add(promise);
        wanted = new Wanted(other, built, askedBy);
        if (!rebuilding) {
            next();
        }
        return promise.future();
    }

    /** The rules that hold now. */
    Rules rules() {
        return rules;
    }

    /** Looks whether something else has been accepted, and builds anew if so. While it builds anyway nothing is done. */
    void checkPins() {
        Rules present = rules;
        if (rebuilding || present.pins().isEmpty()) {
            return;
        }
        rebuilding = true;
        vertx.executeBlocking(() -> present.pins().get().refresh(), false)
                .compose(differs -> differs
                        ? build(present, offers.values()).map(this::publish)
                        : Future.<@Nullable Void>succeededFuture())
                .onFailure(cause -> LOGGER.atError().setCause(cause).log("Pins could not be looked at"))
                .onComplete(ignored -> next());
    }

    /** The present catalogues and what is odd about them. Any thread. */
    Built built() {
        return current;
    }

    private void next() {
        Wanted other = wanted;
        if (other == null) {
            nextOffer();
            return;
        }
        wanted = null;
        rebuilding = true;
        Map<String, Offer> kept = new LinkedHashMap<>(offers);
        kept.keySet().removeIf(provider -> isGone(provider, rules, other.rules()));
        Future<Built> ready = build(other.rules(), kept.values()).map(built -> {
            other.built().run();
            return built;
        });
        ready.onComplete((built, failure) -> {
            if (failure == null) {
                formerRules = rules;
                rules = other.rules();
                offers.keySet().retainAll(kept.keySet());
                publish(built);
            }
            settle(other.askedBy(), failure);
            next();
        });
    }

    private void nextOffer() {
        Map.Entry<String, Waiting> first =
                waiting.isEmpty() ? null : waiting.entrySet().iterator().next();
        rebuilding = first != null;
        if (first == null) {
            return;
        }
        waiting.remove(first.getKey());
        if (isGone(first.getKey(), formerRules, rules)) {
            settle(
                    first.getValue().askedBy(),
                    new CatalogException("The service \"" + first.getKey() + "\" is not configured any more."));
            next();
            return;
        }
        Map<String, Offer> candidates = new LinkedHashMap<>(offers);
        candidates.put(first.getKey(), first.getValue().offer());
        build(rules, candidates.values()).onComplete((built, failure) -> {
            if (failure == null) {
                offers.put(first.getKey(), first.getValue().offer());
                publish(built);
            }
            settle(first.getValue().askedBy(), failure);
            next();
        });
    }

    /** What a service offers is never served without the service's rules, as if it were a plugin's. */
    private static boolean isGone(String provider, Rules former, Rules present) {
        return former.builder().hasService(provider) && !present.builder().hasService(provider);
    }

    private Future<Built> build(Rules by, Collection<Offer> candidates) {
        Built before = current;
        List<Offer> all = List.copyOf(candidates);
        // Compiling schemas loads many classes and takes long: not on the event loop.
        return vertx.executeBlocking(() -> build(by, before, all), false);
    }

    private static Built build(Rules by, Built before, List<Offer> all) {
        Built built = by.builder().build(before, all, by.accepted());
        if (by.pins().isPresent()) {
            PinBook pins = by.pins().get();
            if (!pins.pin(built.fresh())) {
                built = by.builder().build(before, all, pins.current());
            }
            pins.quarantine(built.quarantined());
        }
        return built;
    }

    private @Nullable Void publish(Built built) {
        Built before = current;
        current = built;
        Set<String> known = new HashSet<>(before.warnings());
        built.warnings().stream()
                .filter(warning -> !known.contains(warning))
                .limit(MAX_LOGGED)
                .forEach(warning ->
                        LOGGER.atWarn().addKeyValue("reason", warning).log("Odd catalogue"));
        trail.tell(before, built, rules.accepted());
        List<CatalogChange> changes = built.since(before);
        changes.forEach(change -> {
            CatalogSnapshot snapshot = built.snapshots().get(change.server());
            if (snapshot == null) {
                target.remove(change.server());
                LOGGER.atInfo().addKeyValue("server", change.server()).log("Endpoint taken away");
            } else {
                target.publish(change.server(), snapshot);
                log(change.server(), snapshot);
            }
        });
        changes.forEach(changed);
        return null;
    }

    private static void log(String server, CatalogSnapshot snapshot) {
        LOGGER.atInfo()
                .addKeyValue("server", server)
                .addKeyValue("tools", snapshot.tools().size())
                .addKeyValue("prompts", snapshot.prompts().size())
                .addKeyValue("resources", snapshot.resources().size())
                .addKeyValue("templates", snapshot.templates().size())
                .addKeyValue("version", snapshot.version())
                .log("Catalogue published");
    }

    private static void settle(List<Promise<Void>> askedBy, @Nullable Throwable failure) {
        for (Promise<Void> promise : askedBy) {
            if (failure == null) {
                promise.complete();
            } else {
                promise.fail(failure);
            }
        }
    }
}
