package dev.sluice.provider.outbound;

import dev.sluice.bus.Offer;
import dev.sluice.config.SluiceConfig;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.TestConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.Callable;

/** A host with the defaults of the configuration that takes no offers. */
record MeteredHost(Vertx vertx, Context home, MeterRegistry meters) implements BackendHost {
    @Override
    public SluiceConfig config() {
        return TestConfig.defaults().build();
    }

    @Override
    public InstantSource clock() {
        return InstantSource.system();
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public Future<Void> offer(Offer offer) {
        return Future.failedFuture(new UnsupportedOperationException("a client of connections asks for no such thing"));
    }

    @Override
    public void updated(String uri) {}

    @Override
    public <T> Future<T> blocking(Callable<T> work) {
        return Future.failedFuture(new UnsupportedOperationException("a client of connections asks for no such thing"));
    }
}
