package dev.sluice.provider.upstream;

import dev.sluice.bus.Offer;
import dev.sluice.provider.MeterUsers;
import dev.sluice.provider.upstream.dialect.Backoff;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.dialect.Upstream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps in touch with one upstream: finds out how it speaks, once and again when that changes; publishes what it offers,
 * again when it says so, at intervals, and after a loss; keeps what it offered last while it is away. Confined to the home
 * loop, but for what says otherwise.
 */
final class UpstreamConnection {
    /** Changes that follow each other within this time are one. */
    static final Duration DEBOUNCE = Duration.ofMillis(100);
    /** Lists are not fetched more often than this, whatever the upstream says. */
    static final Duration SHORTEST_REFRESH = Duration.ofMillis(500);

    /** How long a stop waits for what an upstream is being asked; what comes later is closed when it comes. */
    static final Duration OPENING = Duration.ofSeconds(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(UpstreamConnection.class);

    private final Upstream upstream;
    private final DialectFactory factory;
    private final UpstreamMeters meters;
    private final UpstreamHealth health;
    private final UpstreamOffers offers;
    private final UpstreamAgenda agenda;
    private final UpstreamUpdates updates;
    private final Vertx vertx;
    private final Backoff backoff = new Backoff();
    private final AtomicBoolean doubted = new AtomicBoolean();
    private final Set<String> watched = new LinkedHashSet<>();
    private final Promise<Void> begun = Promise.promise();

    private volatile @Nullable Dialect dialect;

    private @Nullable Ears ears;
    private boolean busy;
    private boolean lost = true;
    private boolean stopped;
    private long listedAt;
    private Future<Void> step = Future.succeededFuture();

    /** Hears one dialect. What a dialect says that is not used any more does not count. */
    private final class Ears implements Dialect.Events {
        private boolean heardEarly;

        @Override
        public void listsChanged() {
            if (this == ears) {
                lookSoon();
            } else {
                heardEarly = true;
            }
        }

        @Override
        public void updated(String uri) {
            if (this == ears) {
                updates.changed(uri);
            }
        }

        @Override
        public void lost(Throwable cause) {
            if (this == ears) {
                health.failed(cause);
                lost = true;
                agenda.next(backoff.next());
            } else {
                heardEarly = true;
            }
        }
    }

    UpstreamConnection(Upstream upstream, DialectFactory factory) {
        this.upstream = upstream;
        this.factory = factory;
        this.vertx = upstream.host().vertx();
        this.health = new UpstreamHealth(upstream);
        this.meters = new UpstreamMeters(upstream.name(), upstream.host().meters(), MeterUsers.of(vertx), health::isUp);
        this.offers = new UpstreamOffers(upstream, meters);
        this.updates = new UpstreamUpdates(vertx, DEBOUNCE.toMillis(), upstream.host()::updated);
        this.agenda = new UpstreamAgenda(vertx, upstream.host().clock(), this::turn);
    }

    /** Completes with the first success or failure, or when the time is over. */
    Future<Void> start(Duration budget) {
        long limit = vertx.setTimer(budget.toMillis(), ignored -> begun.tryComplete());
        turn();
        return begun.future().onComplete(ignored -> vertx.cancelTimer(limit));
    }

    /** What runs calls now, null while nothing is known of the upstream. Any thread. */
    @Nullable
    Dialect dialect() {
        return dialect;
    }

    /** A call did not get there, or no answer came: whether it can still be reached is looked at soon. Any thread. */
    void doubt() {
        if (health.isUp() && doubted.compareAndSet(false, true)) {
            upstream.host().home().runOnContext(ignored -> lookSoon());
        }
    }

    private void lookSoon() {
        long gap = listedAt + SHORTEST_REFRESH.toMillis() - millis();
        agenda.next(Math.max(DEBOUNCE.toMillis(), gap));
    }

    /** Whether it can be reached. Any thread. */
    UpstreamHealth health() {
        return health;
    }

    UpstreamMeters meters() {
        return meters;
    }

    Future<Void> watch(String uri, boolean wanted) {
        Dialect now = dialect;
        if (!wanted) {
            watched.remove(uri);
        }
        if (now == null) {
            return Future.failedFuture(new IllegalStateException("The upstream has not been reached yet."));
        }
        Future<Void> told = now.watch(uri, wanted);
        return wanted ? told.onSuccess(ignored -> watched.add(uri)) : told;
    }

    Future<Void> stop() {
        stopped = true;
        ears = null;
        agenda.close();
        begun.tryComplete();
        Dialect last = dialect;
        dialect = null;
        meters.close();
        Future<Void> closed = last == null ? Future.succeededFuture() : last.close();
        // What is being opened is closed as soon as it is open.
        Future<Void> opened =
                step.timeout(OPENING.toMillis(), TimeUnit.MILLISECONDS).otherwiseEmpty();
        return Future.join(closed, factory.stop(), opened).mapEmpty();
    }

    /** One step: finds the upstream when it is lost, otherwise fetches its lists. */
    private void turn() {
        if (stopped) {
            return;
        }
        doubted.set(false);
        if (busy) {
            agenda.next(DEBOUNCE.toMillis());
            return;
        }
        busy = true;
        Dialect now = dialect;
        step = lost || now == null ? find() : list(now);
        step.onComplete((ignored, cause) -> {
            busy = false;
            if (cause == null) {
                well();
            } else {
                health.failed(cause);
                meters.listed(UpstreamMeters.Lists.FAILED);
                lost |= cause instanceof UnspokenException;
                agenda.next(backoff.next());
            }
            // Whoever waited for the start finds what is known then.
            begun.tryComplete();
        });
    }

    private Future<Void> find() {
        Ears mine = new Ears();
        listedAt = millis();
        return factory.open(upstream, mine)
                .compose(found -> found.offer()
                        .recover(cause -> found.close().transform(ignored -> Future.failedFuture(cause)))
                        .compose(offer -> adopt(found, mine).compose(ignored -> publish(offer))));
    }

    /** Calls go to it from now on; before the catalogue has them. */
    private Future<Void> adopt(Dialect found, Ears mine) {
        if (stopped) {
            return found.close();
        }
        Dialect old = dialect;
        dialect = found;
        ears = mine;
        lost = false;
        watched.forEach(uri -> found.watch(uri, true).onFailure(this::logWatch));
        LOGGER.atInfo()
                .addKeyValue("upstream", upstream.name())
                .addKeyValue("speaks", found.status())
                .log("Found out how an upstream speaks");
        if (old != null) {
            old.close().onFailure(this::logWatch);
        }
        if (mine.heardEarly) {
            mine.listsChanged();
        }
        return Future.succeededFuture();
    }

    private Future<Void> list(Dialect from) {
        listedAt = millis();
        return from.offer().compose(this::publish);
    }

    /** What an upstream offers once it is not wanted any more is not published. */
    private Future<Void> publish(Offer offer) {
        return stopped ? Future.succeededFuture() : offers.publish(offer);
    }

    private void well() {
        backoff.reset();
        if (!stopped) {
            health.well();
        }
        agenda.next(upstream.config().refresh().toMillis());
    }

    private void logWatch(Throwable cause) {
        LOGGER.atDebug()
                .addKeyValue("upstream", upstream.name())
                .addKeyValue("reason", cause.getMessage())
                .log("Upstream did not take what is watched, or did not end well");
    }

    private long millis() {
        return upstream.host().clock().millis();
    }
}
