package dev.sluice.provider.upstream;

import dev.sluice.bus.Outcome;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.Backend;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.BackendShard;
import dev.sluice.provider.NotSentException;
import dev.sluice.provider.Work;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.Upstream;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An MCP server behind the gateway. Its connection finds out how it speaks and keeps what it offers up to date; calls are
 * run by whatever dialect that is, and by the last one while the next is looked for.
 */
public final class UpstreamBackend implements Backend {
    /** How long the start of the gateway waits for an upstream. */
    static final Duration START_BUDGET = Duration.ofSeconds(5);

    private final String name;
    private final UpstreamConfig config;
    private final DialectFactory factory;
    private volatile @Nullable UpstreamConnection connection;

    UpstreamBackend(String name, UpstreamConfig config, DialectFactory factory) {
        this.name = name;
        this.config = config;
        this.factory = factory;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Future<Void> start(BackendHost host) {
        UpstreamConnection made = new UpstreamConnection(new Upstream(name, config, host), factory);
        connection = made;
        return made.start(START_BUDGET);
    }

    @Override
    public BackendShard open(int shard) {
        UpstreamConnection to = started();
        return new BackendShard() {
            @Override
            public Future<Outcome> run(Work work) {
                return UpstreamBackend.run(to, shard, work);
            }

            @Override
            public void close() {
                // Connections are the dialect's, and end with it.
            }
        };
    }

    private static Future<Outcome> run(UpstreamConnection to, int shard, Work work) {
        long begun = System.nanoTime();
        Dialect dialect = to.dialect();
        Future<Outcome> outcome = dialect == null
                ? Future.failedFuture(new NotSentException(
                        "The upstream has not been reached yet.",
                        new IllegalStateException(to.health().lastFailure())))
                : dialect.run(shard, work).map(to.health().mask()::outcome);
        return outcome.onComplete((done, cause) -> {
            UpstreamMeters.Ending ending =
                    UpstreamMeters.ending(done, cause, work.cancelled().isComplete());
            to.meters().called(ending, System.nanoTime() - begun);
            if (ending == UpstreamMeters.Ending.NOT_SENT || ending == UpstreamMeters.Ending.FAILED) {
                to.doubt();
            }
        });
    }

    @Override
    public Future<Void> watch(String uri, boolean wanted) {
        return started().watch(uri, wanted);
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Object> status = new LinkedHashMap<>();
        UpstreamConnection to = connection;
        if (to != null) {
            status.put("reachable", to.health().isUp());
            Dialect dialect = to.dialect();
            if (dialect != null) {
                status.putAll(dialect.status());
            }
            if (!to.health().lastFailure().isEmpty()) {
                status.put("lastFailure", to.health().lastFailure());
            }
        }
        return status;
    }

    @Override
    public Future<Void> stop() {
        UpstreamConnection to = connection;
        return to == null ? Future.succeededFuture() : to.stop();
    }

    private UpstreamConnection started() {
        UpstreamConnection to = connection;
        if (to == null) {
            throw new IllegalStateException("the upstream has not been started");
        }
        return to;
    }
}
