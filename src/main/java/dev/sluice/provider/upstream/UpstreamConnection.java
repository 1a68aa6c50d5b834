package dev.sluice.provider.upstream;

import dev.sluice.bus.Offer;
import dev.sluice.provider.outbound.SecretMask;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
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
    private static final long NO_TIMER = -1;

    private final Upstream upstream;
    private final DialectFactory factory;
    private final UpstreamMeters meters;
    private final SecretMask mask;
    private final Vertx vertx;
    private final Backoff backoff = new Backoff();
    private final Set<String> watched = new LinkedHashSet<>();
    private final Promise<Void> begun = Promise.promise();

    private volatile @Nullable Dialect dialect;
    private volatile boolean up;
    private volatile String lastFailure = "";

    private @Nullable Ears ears;
    private @Nullable Offer offered;
    private boolean busy;
    private boolean lost = true;
    private boolean stopped;
    private long timer = NO_TIMER;
    private long due;
    private long listedAt;
    private Future<Void> step = Future.succeededFuture();

    /** Hears one dialect. What a dialect says that is not used any more does not count. */
    private final class Ears implements Dialect.Events {
        private boolean heardEarly;

        @Override
        public void listsChanged() {
            if (this == ears) {
                long gap = listedAt + SHORTEST_REFRESH.toMillis() - millis();
                next(Math.max(DEBOUNCE.toMillis(), gap));
            } else {
                heardEarly = true;
            }
        }

        @Override
        public void updated(String uri) {
            if (this == ears) {
                upstream.host().updated(uri);
            }
        }

        @Override
        public void lost(Throwable cause) {
            if (this == ears) {
                failed(cause);
                lost = true;
                next(backoff.next());
            } else {
                heardEarly = true;
            }
        }
    }

    UpstreamConnection(Upstream upstream, DialectFactory factory) {
        this.upstream = upstream;
        this.factory = factory;
        this.vertx = upstream.host().vertx();
        this.mask = upstream.mask();
        this.meters = new UpstreamMeters(upstream.name(), upstream.host().meters(), () -> up);
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

    /** Whether it could be reached last. Any thread. */
    boolean isUp() {
        return up;
    }

    /** Why it could not be reached last, empty when that never happened. Any thread. */
    String lastFailure() {
        return lastFailure;
    }

    /** Hides credentials in what it says of failures. Any thread. */
    SecretMask mask() {
        return mask;
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
        vertx.cancelTimer(timer);
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

    /** Does what is to be done next after some time, or sooner when that has been agreed on. */
    private void next(long millis) {
        long at = millis() + millis;
        if (stopped || (timer != NO_TIMER && due <= at)) {
            return;
        }
        vertx.cancelTimer(timer);
        due = at;
        timer = vertx.setTimer(Math.max(1, millis), ignored -> {
            timer = NO_TIMER;
            turn();
        });
    }

    /** One step: finds the upstream when it is lost, otherwise fetches its lists. */
    private void turn() {
        if (stopped) {
            return;
        }
        if (busy) {
            next(DEBOUNCE.toMillis());
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
                failed(cause);
                meters.listed(UpstreamMeters.Lists.FAILED);
                lost |= cause instanceof UnspokenException;
                next(backoff.next());
            }
            // Last: whoever waited for this asks at once how it is.
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

    /** What has not changed is not published again. An offer that the catalogue does not take leaves the old one there. */
    private Future<Void> publish(Offer offer) {
        if (stopped || offer.equals(offered)) {
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

    private void well() {
        backoff.reset();
        if (!up && !stopped) {
            up = true;
            LOGGER.atInfo().addKeyValue("upstream", upstream.name()).log("Upstream is reachable");
        }
        next(upstream.config().refresh().toMillis());
    }

    private void failed(Throwable cause) {
        String said = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        String reason = mask.text(said);
        (up || lastFailure.isEmpty() ? LOGGER.atWarn() : LOGGER.atDebug())
                .addKeyValue("upstream", upstream.name())
                .addKeyValue("reason", reason)
                .log("Upstream cannot be reached");
        lastFailure = reason;
        up = false;
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
