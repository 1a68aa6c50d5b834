package dev.sluice.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
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
    public Future<Void> tools(List<ToolSpec> tools) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<Void> prompts(List<PromptSpec> prompts) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public Future<Void> resources(List<ResourceSpec> resources, List<TemplateSpec> templates) {
        return Future.failedFuture(new UnsupportedOperationException());
    }

    @Override
    public void updated(String uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Future<T> blocking(Callable<T> code) {
        return work.run(code);
    }
}
