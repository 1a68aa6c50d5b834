package dev.sluice.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** The host of one provider. */
record Host(Vertx vertx, Map<String, Object> settings, HostResources resources, BlockingWork work)
        implements ProviderHost {
    @Override
    public DataSource database() {
        return resources.database();
    }

    @Override
    public InstantSource clock() {
        return resources.clock();
    }

    @Override
    public boolean isDev() {
        return resources.dev();
    }

    @Override
    public GatewayFacts facts() {
        return resources.facts().get();
    }

    @Override
    public <T> Future<T> blocking(Callable<T> code) {
        return work.run(code);
    }
}
