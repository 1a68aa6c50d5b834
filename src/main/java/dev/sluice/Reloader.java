package dev.sluice;

import dev.sluice.bus.Catalogs;
import dev.sluice.config.ChangeSet;
import dev.sluice.config.Reload;
import dev.sluice.config.SluiceConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts new configurations into force while the gateway runs, one after the other, without a connection or a call being lost:
 *
 * <pre>
 * catalogues are built → bounds and limits → catalogues and endpoints → services that went → services that changed or came
 * </pre>
 *
 * <p>Catalogues are built before anything else changes: where there can be none, the configuration is refused and all stays as
 * it was. They hold nothing of services that went, and nothing that has no bounds yet, so that nobody may do more than both
 * configurations allow. A service that cannot be started costs that alone; the one before goes on, and unless the fault lies in
 * its configuration it is tried again by itself.
 *
 * <p>{@link #take} and {@link #close} may be called from any thread; everything else is confined to one event loop.
 */
final class Reloader {
    /** How long the end of the gateway waits for a reload that is under way. */
    static final Duration LAST = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(Reloader.class);

    private final ReloadLoop loop;
    private final Parts parts;
    private final ReloadTrail trail;
    private final ServiceRetries retries;
    private final ServiceSwitch services;
    private final MissedChanges missed = new MissedChanges();
    private SluiceConfig inForce;
    private Future<Void> last = Future.succeededFuture();
    private boolean closed;

    /** @param inForce what the parts were started with */
    Reloader(Vertx vertx, Parts parts, Catalogs catalogs, SluiceConfig inForce, ReloadTrail trail) {
        this.loop = new ReloadLoop(vertx.getOrCreateContext());
        this.parts = parts;
        this.inForce = inForce;
        this.trail = trail;
        this.retries = new ServiceRetries(vertx, trail.meters(), this::again);
        this.services = new ServiceSwitch(loop, parts, catalogs, retries);
    }

    /**
     * Takes what a look at the files gave.
     *
     * @return completes when it is in force as far as it can be, or was refused; never fails
     */
    Future<Void> take(Reload reload) {
        return inTurn(() -> apply(reload));
    }

    /** A service that could not be started before. */
    private void again(String name) {
        inTurn(() -> services.again(name, inForce, () -> trail.started(name)));
    }

    /** After all that was begun before. Never fails. */
    private Future<Void> inTurn(Supplier<Future<Void>> work) {
        return loop.run(() -> {
            last = last.compose(ignored -> closed ? Future.succeededFuture() : loop.run(work))
                    .recover(failure -> {
                        LOGGER.atError().setCause(failure).log("A reload failed unexpectedly");
                        return Future.succeededFuture();
                    });
            return last;
        });
    }

    /** Takes nothing more; completes when nothing is under way any more, or after {@link #LAST}. */
    Future<Void> close() {
        return loop.run(() -> {
            closed = true;
            retries.close();
            return last.timeout(LAST.toMillis(), TimeUnit.MILLISECONDS);
        });
    }

    private Future<Void> apply(Reload reload) {
        return switch (reload) {
            case Reload.Refused refused -> {
                trail.refused(refused.problems());
                yield Future.succeededFuture();
            }
            case Reload.Applied applied -> {
                Set<String> came = new TreeSet<>(applied.changes().upstreams().added());
                came.addAll(applied.changes().rest().added());
                came.removeIf(name -> !parts.providers().isOwn(name));
                if (came.isEmpty()) {
                    yield apply(applied);
                }
                missed.refused(applied.changes());
                trail.refused("A provider and an upstream or REST service are called \"" + String.join("\", \"", came)
                        + "\". Rename the latter.");
                yield Future.succeededFuture();
            }
        };
    }

    private Future<Void> apply(Reload.Applied applied) {
        SluiceConfig before = inForce;
        SluiceConfig next = before.reloaded(applied.loaded().config());
        ChangeSet changes = missed.from(before, next, applied.changes());
        List<String> failures = new ArrayList<>();
        return services.openSearch(before, next, failures)
                .compose(ignored -> parts.catalog().configure(next, () -> bound(next)))
                .compose(
                        ignored -> {
                            inForce = next;
                            missed.applied();
                            return services.removeGone(changes)
                                    .compose(done -> services.closeSearch(next))
                                    .compose(done -> services.startAll(changes, next, failures))
                                    .onSuccess(done -> trail.applied(applied.loaded(), changes, failures));
                        },
                        failure -> {
                            LOGGER.atDebug().setCause(failure).log("No catalogue by a new configuration");
                            missed.refused(applied.changes());
                            trail.refused("The catalogue cannot be built: " + failure.getMessage());
                            return services.closeSearch(before);
                        });
    }

    private void bound(SluiceConfig config) {
        parts.admission().configure(config);
        parts.limits().configure(config);
    }
}
