package dev.sluice.provider.upstream;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.upstream.process.ChildBounds;
import dev.sluice.provider.upstream.process.Children;
import io.vertx.core.Future;

/**
 * Begins to speak a legacy revision to child processes, each of which is one session. Called on the home loop.
 *
 * @param times how long they may take
 */
record LegacyPipes(PipeTimes times) implements DialectFactory {
    @Override
    public Future<Dialect> open(Upstream upstream, Dialect.Events events) {
        if (!(upstream.config().target() instanceof UpstreamConfig.Command command)) {
            return Future.failedFuture(new UnspokenException("The server is no process of ours."));
        }
        Children children =
                children(upstream, command, Math.max(1, upstream.config().maxSessions()));
        return LegacyDialect.open(upstream, new Pipes(upstream, children, times), events);
    }

    static Children children(Upstream upstream, UpstreamConfig.Command command, int processes) {
        return new Children(
                upstream.name(),
                command,
                ChildBounds.of(processes, upstream.maxMessage()),
                upstream.host().home(),
                upstream.host().meters());
    }

    private record Pipes(Upstream upstream, Children children, PipeTimes times) implements WireFactory {
        @Override
        public Wire create(boolean listens, LegacyMeters meters) {
            return new PipeWire(upstream.host().vertx(), children, times.patience());
        }

        @Override
        public String transport() {
            return "stdio";
        }

        @Override
        public Future<Void> close() {
            return children.close();
        }
    }
}
