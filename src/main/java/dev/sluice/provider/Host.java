package dev.sluice.provider;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import javax.sql.DataSource;

/** The host of one provider. */
record Host(Vertx vertx, Map<String, Object> settings, HostResources gateway, BlockingWork work, Publisher publisher)
        implements ProviderHost {
    @Override
    public DataSource database() {
        return gateway.database();
    }

    @Override
    public InstantSource clock() {
        return gateway.clock();
    }

    @Override
    public boolean isDev() {
        return gateway.dev();
    }

    @Override
    public GatewayFacts facts() {
        return gateway.facts().get();
    }

    @Override
    public Future<Void> tools(List<ToolSpec> tools) {
        return publisher.tools(tools);
    }

    @Override
    public Future<Void> prompts(List<PromptSpec> prompts) {
        return publisher.prompts(prompts);
    }

    @Override
    public Future<Void> resources(List<ResourceSpec> resources, List<TemplateSpec> templates) {
        return publisher.resources(resources, templates);
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
