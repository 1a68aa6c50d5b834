package dev.sluice.provider;

import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A provider that does what a test tells it to. */
final class ScriptedProvider implements ToolProvider {
    private final String name;
    private final List<ToolSpec> specs;
    final AtomicInteger calls = new AtomicInteger();
    final AtomicInteger stops = new AtomicInteger();
    volatile Function<ToolRequest, @Nullable Future<ToolResult>> script =
            request -> Future.succeededFuture(ToolResult.text("done"));

    ScriptedProvider(String name, ToolSpec... specs) {
        this.name = name;
        this.specs = List.of(specs);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Future<List<ToolSpec>> start(ProviderHost host) {
        return Future.succeededFuture(specs);
    }

    @Override
    @SuppressWarnings("NullAway") // on purpose: a plugin may not keep to the contract
    public Future<ToolResult> call(ToolRequest request) {
        calls.incrementAndGet();
        return script.apply(request);
    }

    @Override
    public Future<Void> stop() {
        stops.incrementAndGet();
        return Future.succeededFuture();
    }
}
