package dev.sluice.provider;

import dev.sluice.bus.Offer;
import dev.sluice.config.SluiceConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.Callable;

/** The host of one backend. */
record HomeHost(
        Vertx vertx, Context home, SluiceConfig config, HostResources gateway, BlockingWork work, Publisher publisher)
        implements BackendHost {
    @Override
    public InstantSource clock() {
        return gateway.clock();
    }

    @Override
    public MeterRegistry meters() {
        return gateway.meters();
    }

    @Override
    public String version() {
        return gateway.facts().get().version();
    }

    @Override
    public Future<Void> offer(Offer offer) {
        return publisher.offer(offer);
    }

    @Override
    public void updated(String uri) {
        publisher.updated(uri);
    }

    @Override
    public <T> Future<T> blocking(Callable<T> code) {
        return work.run(code);
    }
}
