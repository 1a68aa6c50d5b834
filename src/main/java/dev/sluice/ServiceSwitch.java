package dev.sluice;

import dev.sluice.bus.Catalogs;
import dev.sluice.bus.SearchTools;
import dev.sluice.config.ChangeSet;
import dev.sluice.config.SluiceConfig;
import dev.sluice.provider.Backend;
import dev.sluice.provider.ProviderStartException;
import io.vertx.core.Future;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and takes out services as a new configuration wants it, one after the other. One that cannot be started is tried again,
 * unless the fault lies in its configuration. Confined to the loop of reloads.
 */
final class ServiceSwitch {
    private static final Logger LOGGER = LoggerFactory.getLogger(ServiceSwitch.class);

    private final ReloadLoop loop;
    private final Parts parts;
    private final Catalogs catalogs;
    private final ServiceRetries retries;

    ServiceSwitch(ReloadLoop loop, Parts parts, Catalogs catalogs, ServiceRetries retries) {
        this.loop = loop;
        this.parts = parts;
        this.catalogs = catalogs;
        this.retries = retries;
    }

    /**
     * Takes out what went. The catalogues must have been built without it.
     *
     * @return completes when no call goes to it any more; calls that run go on
     */
    Future<Void> removeGone(ChangeSet changes) {
        Set<String> gone = new TreeSet<>(changes.upstreams().removed());
        gone.addAll(changes.rest().removed());
        return each(gone, name -> {
            retries.forget(name);
            return parts.providers().remove(name);
        });
    }

    /**
     * Starts what came and what has changed.
     *
     * @param failures where sentences about those go that could not be started
     * @return completes when all have been tried
     */
    Future<Void> startAll(ChangeSet changes, SluiceConfig next, List<String> failures) {
        Set<String> names = new TreeSet<>(changes.upstreams().changed());
        names.addAll(changes.rest().changed());
        names.addAll(changes.upstreams().added());
        names.addAll(changes.rest().added());
        return each(names, name -> put(Backends.of(next.federation(), name), next, failures));
    }

    /** Before an endpoint hides tools that are to be found there. */
    Future<Void> openSearch(SluiceConfig before, SluiceConfig next, List<String> failures) {
        return Backends.isSearched(next.federation()) && !Backends.isSearched(before.federation())
                ? put(Backends.search(catalogs), next, failures)
                : Future.succeededFuture();
    }

    Future<Void> closeSearch(SluiceConfig next) {
        return Backends.isSearched(next.federation())
                ? Future.succeededFuture()
                : parts.providers().remove(SearchTools.PROVIDER);
    }

    /**
     * Tries a service again that could not be started.
     *
     * @param started what to do when it is there now
     * @return completes when it has been tried; never fails
     */
    Future<Void> again(String name, SluiceConfig inForce, Runnable started) {
        if (!retries.awaits(name) || inForce.federation().service(name).isEmpty()) {
            retries.forget(name);
            return Future.succeededFuture();
        }
        return loop.run(() -> parts.providers().put(Backends.of(inForce.federation(), name), inForce))
                .onSuccess(ignored -> {
                    retries.forget(name);
                    started.run();
                })
                .recover(failure -> {
                    LOGGER.atDebug()
                            .addKeyValue("service", name)
                            .addKeyValue("reason", failure.getMessage())
                            .log("A service still cannot be started");
                    retries.failed(name);
                    return Future.succeededFuture();
                });
    }

    private Future<Void> put(Backend backend, SluiceConfig next, List<String> failures) {
        retries.forget(backend.name());
        return loop.run(() -> parts.providers().put(backend, next)).recover(failure -> {
            failures.add(String.valueOf(failure.getMessage()));
            if (!(failure instanceof ProviderStartException known) || known.mayPass()) {
                retries.failed(backend.name());
            }
            return Future.succeededFuture();
        });
    }

    private Future<Void> each(Set<String> names, Function<String, Future<Void>> action) {
        Future<Void> all = Future.succeededFuture();
        for (String name : names) {
            all = all.compose(ignored -> loop.run(() -> action.apply(name)));
        }
        return all;
    }
}
