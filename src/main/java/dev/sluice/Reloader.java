package dev.sluice;

import dev.sluice.bus.Catalogs;
import dev.sluice.bus.SearchTools;
import dev.sluice.config.ChangeSet;
import dev.sluice.config.FederationConfig;
import dev.sluice.config.Reload;
import dev.sluice.config.SluiceConfig;
import dev.sluice.provider.Backend;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
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
 * services that went → bounds and limits → catalogue and endpoints → services that changed or came
 * </pre>
 *
 * <p>That order lets nobody do more than both configurations allow: what is offered under a service's rules is taken out
 * before the rules are, and comes in after them. A service that cannot be started costs that alone; the one before goes on.
 *
 * <p>{@link #take} and {@link #close} may be called from any thread; everything else is confined to one event loop.
 */
final class Reloader {
    /** How long the end of the gateway waits for a reload that is under way. */
    static final Duration LAST = Duration.ofSeconds(10);

    private static final Logger LOGGER = LoggerFactory.getLogger(Reloader.class);

    private final Context context;
    private final Parts parts;
    private final Catalogs catalogs;
    private final ReloadTrail trail;
    private SluiceConfig inForce;
    private Future<Void> last = Future.succeededFuture();
    private boolean closed;

    /** @param inForce what the parts were started with */
    Reloader(Vertx vertx, Parts parts, Catalogs catalogs, SluiceConfig inForce, ReloadTrail trail) {
        this.context = vertx.getOrCreateContext();
        this.parts = parts;
        this.catalogs = catalogs;
        this.inForce = inForce;
        this.trail = trail;
    }

    /**
     * Takes what a look at the files gave.
     *
     * @return completes when it is in force as far as it can be, or was refused; never fails
     */
    Future<Void> take(Reload reload) {
        return onLoop(() -> {
            last = last.compose(ignored -> closed ? Future.succeededFuture() : onLoop(() -> apply(reload)))
                    .recover(failure -> {
                        LOGGER.atError().setCause(failure).log("A reload failed unexpectedly");
                        return Future.succeededFuture();
                    });
            return last;
        });
    }

    /** Takes nothing more; completes when nothing is under way any more, or after {@link #LAST}. */
    Future<Void> close() {
        return onLoop(() -> {
            closed = true;
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
                trail.refused("A provider and an upstream or REST service are called \"" + String.join("\", \"", came)
                        + "\". Rename the latter.");
                yield Future.succeededFuture();
            }
        };
    }

    private Future<Void> apply(Reload.Applied applied) {
        ChangeSet changes = applied.changes();
        SluiceConfig before = inForce;
        SluiceConfig next = before.reloaded(applied.loaded().config());
        List<String> failures = new ArrayList<>();
        return removeGone(changes)
                .compose(ignored -> openSearch(next, failures))
                .compose(ignored -> configure(before, next))
                .compose(
                        ignored -> {
                            inForce = next;
                            return closeSearch(next)
                                    .compose(done -> startAll(changes, next, failures))
                                    .onSuccess(done -> trail.applied(applied.loaded(), changes, failures));
                        },
                        failure -> {
                            LOGGER.atDebug().setCause(failure).log("No catalogue by a new configuration");
                            trail.refused("The catalogue cannot be built: " + failure.getMessage());
                            return Future.succeededFuture();
                        });
    }

    private Future<Void> removeGone(ChangeSet changes) {
        Set<String> gone = new TreeSet<>(changes.upstreams().removed());
        gone.addAll(changes.rest().removed());
        return each(gone, name -> parts.providers().remove(name));
    }

    /** Bounds first: what the catalogue names anew has them from the first call on. */
    private Future<Void> configure(SluiceConfig before, SluiceConfig next) {
        bound(next);
        return parts.catalog().configure(next).onFailure(ignored -> bound(before));
    }

    private void bound(SluiceConfig config) {
        parts.admission().configure(config);
        parts.limits().configure(config);
    }

    private Future<Void> startAll(ChangeSet changes, SluiceConfig next, List<String> failures) {
        FederationConfig federation = next.federation();
        Set<String> names = new TreeSet<>(changes.upstreams().changed());
        names.addAll(changes.rest().changed());
        names.addAll(changes.upstreams().added());
        names.addAll(changes.rest().added());
        return each(names, name -> put(Backends.of(federation, name), next, failures));
    }

    /** Before an endpoint hides tools that are to be found there. */
    private Future<Void> openSearch(SluiceConfig next, List<String> failures) {
        return Backends.isSearched(next.federation()) && !Backends.isSearched(inForce.federation())
                ? put(Backends.search(catalogs), next, failures)
                : Future.succeededFuture();
    }

    private Future<Void> closeSearch(SluiceConfig next) {
        return Backends.isSearched(next.federation())
                ? Future.succeededFuture()
                : parts.providers().remove(SearchTools.PROVIDER);
    }

    private Future<Void> put(Backend backend, SluiceConfig next, List<String> failures) {
        return parts.providers().put(backend, next).recover(failure -> {
            failures.add(String.valueOf(failure.getMessage()));
            return Future.succeededFuture();
        });
    }

    private Future<Void> each(Set<String> names, java.util.function.Function<String, Future<Void>> action) {
        Future<Void> all = Future.succeededFuture();
        for (String name : names) {
            all = all.compose(ignored -> onLoop(() -> action.apply(name)));
        }
        return all;
    }

    /** Does something there, and tells of its end there. */
    private Future<Void> onLoop(Supplier<Future<Void>> action) {
        Promise<Void> promise = Promise.promise();
        context.runOnContext(begun -> {
            Future<Void> done;
            try {
                done = action.get();
            } catch (RuntimeException e) {
                done = Future.failedFuture(e);
            }
            done.onComplete(ended -> context.runOnContext(ignored -> promise.handle(ended)));
        });
        return promise.future();
    }
}
