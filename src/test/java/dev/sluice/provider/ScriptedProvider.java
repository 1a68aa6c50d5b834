package dev.sluice.provider;

import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A provider that does what a test tells it to. */
final class ScriptedProvider implements ToolProvider {
    private final String name;
    private final List<ToolSpec> specs;
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger stops = new AtomicInteger();
    volatile @Nullable ProviderHost host;
    volatile Consumer<ProviderHost> onStart = ignored -> {};
    volatile Function<ToolRequest, ? extends @Nullable Future<? extends Reply>> script =
            request -> Future.succeededFuture(ToolResult.text("done"));
    volatile Function<PromptRequest, Future<? extends Reply>> prompts =
            request -> Future.succeededFuture(PromptResult.ofUser(Content.text("done")));
    volatile Function<ResourceRequest, Future<? extends Reply>> resources =
            request -> Future.succeededFuture(ResourceContents.text(request.uri(), "text/plain", "done"));
    volatile Function<CompletionRequest, Future<Completion>> completions =
            request -> Future.succeededFuture(Completion.of(List.of("done")));

    ScriptedProvider(String name, ToolSpec... specs) {
        this.name = name;
        this.specs = List.of(specs);
    }

    /** Has it do something during its start. */
    ScriptedProvider starting(Consumer<ProviderHost> action) {
        onStart = action;
        return this;
    }

    ProviderHost host() {
        return Objects.requireNonNull(host, "not started");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Future<List<ToolSpec>> start(ProviderHost given) {
        host = given;
        onStart.accept(given);
        return Future.succeededFuture(specs);
    }

    @Override
    @SuppressWarnings("NullAway") // on purpose: a plugin may not keep to the contract
    public Future<? extends Reply> call(ToolRequest request) {
        calls.incrementAndGet();
        return script.apply(request);
    }

    @Override
    public Future<? extends Reply> prompt(PromptRequest request) {
        calls.incrementAndGet();
        return prompts.apply(request);
    }

    @Override
    public Future<? extends Reply> read(ResourceRequest request) {
        calls.incrementAndGet();
        return resources.apply(request);
    }

    @Override
    public Future<Completion> complete(CompletionRequest request) {
        calls.incrementAndGet();
        return completions.apply(request);
    }

    @Override
    public Future<Void> stop() {
        stops.incrementAndGet();
        return Future.succeededFuture();
    }
}
