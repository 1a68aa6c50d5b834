package dev.sluice.provider.builtin;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.provider.ProviderHost;
import dev.sluice.provider.ToolProvider;
import dev.sluice.provider.ToolRequest;
import dev.sluice.provider.ToolResult;
import dev.sluice.provider.ToolSpec;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A tool that is slow or broken on demand, to watch queue, time limit and breaker at work. Offered by
 * {@code ./sluice dev} only, and as a provider of its own, so that its breaker shuts nothing else. Not marked as
 * repeatable: one failing call is one failure.
 */
public final class SimulationProvider implements ToolProvider {
    private static final String SIMULATE_WORK = "simulate_work";

    private @Nullable Vertx vertx;

    /** For {@link java.util.ServiceLoader}. */
    public SimulationProvider() {}

    @Override
    public String name() {
        return "simulation";
    }

    @Override
    public Future<List<ToolSpec>> start(ProviderHost host) {
        vertx = host.vertx();
        if (!host.isDev()) {
            return Future.succeededFuture(List.of());
        }
        return Future.succeededFuture(
                List.of(ToolSpec.of(SIMULATE_WORK, "Simulate work", "Takes some time, then answers or fails.")
                        .input(DemoSchemas.SIMULATE)
                        .closed()));
    }

    @Override
    public Future<ToolResult> call(ToolRequest request) {
        JsonNode arguments = request.tree();
        long millis = arguments.path("ms").asLong(0);
        boolean fail = arguments.path("fail").asBoolean(false);
        Vertx own = vertx;
        if (millis == 0 || own == null) {
            return end(millis, fail);
        }
        Promise<Void> done = Promise.promise();
        long timer = own.setTimer(millis, ignored -> done.tryComplete());
        request.cancelled().onSuccess(ignored -> {
            own.cancelTimer(timer);
            done.tryFail("cancelled");
        });
        return done.future().compose(ignored -> end(millis, fail));
    }

    private static Future<ToolResult> end(long millis, boolean fail) {
        return fail
                ? Future.failedFuture("simulated failure")
                : Future.succeededFuture(ToolResult.text("Worked for " + millis + " ms."));
    }
}
