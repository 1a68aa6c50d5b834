package dev.sluice.provider.upstream;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.config.UpstreamConfig.EraChoice;
import dev.sluice.provider.upstream.process.ChildBounds;
import dev.sluice.provider.upstream.process.ChildMeters;
import dev.sluice.provider.upstream.process.Children;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/**
 * Begins to speak to an upstream that is a child process: it is asked {@code server/discover}; when it does anything but answer
 * that, ending included, another is started for a handshake. Of one that was tried in vain nothing is left. Made for one
 * upstream; confined to its home loop.
 */
final class PipeDialects implements DialectFactory {
    /** A process of the modern era serves all calls. */
    private static final int ONE = 1;

    private final PipeTimes times;
    private @Nullable ChildMeters meters;
    /** The processes of what is being opened. */
    private @Nullable Children trying;

    private boolean stopped;

    PipeDialects(PipeTimes times) {
        this.times = times;
    }

    @Override
    public Future<Dialect> open(Upstream upstream, Dialect.Events events) {
        if (!(upstream.config().target() instanceof UpstreamConfig.Command command)) {
            return Future.failedFuture(new UnspokenException("The upstream is no process of the gateway's."));
        }
        return open(upstream, command, events).onComplete(ignored -> trying = null);
    }

    /** A program that installs itself first may take a minute to say anything: nobody waits for that at the end. */
    @Override
    public Future<Void> stop() {
        stopped = true;
        Children last = trying;
        return last == null ? Future.succeededFuture() : last.close();
    }

    private Future<Dialect> open(Upstream upstream, UpstreamConfig.Command command, Dialect.Events events) {
        EraChoice era = upstream.config().era();
        if (era == EraChoice.LEGACY) {
            return legacy(upstream, command, events);
        }
        Future<Dialect> modern = modern(upstream, command, events);
        return era == EraChoice.MODERN
                ? modern
                : modern.recover(cause -> cause instanceof UnspokenException
                        ? legacy(upstream, command, events)
                        : Future.failedFuture(cause));
    }

    private Future<Dialect> modern(Upstream upstream, UpstreamConfig.Command command, Dialect.Events events) {
        if (stopped) {
            return ended();
        }
        Children children = children(upstream, command, ONE);
        ModernPipeDialect dialect = new ModernPipeDialect(upstream, children, times, events);
        return dialect.connect()
                .<Dialect>map(dialect)
                .recover(cause -> dialect.close().transform(ended -> Future.failedFuture(cause)));
    }

    private Future<Dialect> legacy(Upstream upstream, UpstreamConfig.Command command, Dialect.Events events) {
        if (stopped) {
            return ended();
        }
        Children children =
                children(upstream, command, Math.max(ONE, upstream.config().maxSessions()));
        return LegacyDialect.open(upstream, new Pipes(upstream, children, times), events);
    }

    private static Future<Dialect> ended() {
        return Future.failedFuture("The upstream has been stopped");
    }

    private Children children(Upstream upstream, UpstreamConfig.Command command, int processes) {
        ChildMeters counted = meters;
        if (counted == null) {
            counted = new ChildMeters(upstream.name(), upstream.host().meters());
            meters = counted;
        }
        Children made = new Children(
                upstream.name(),
                command,
                ChildBounds.of(processes, upstream.maxMessage()),
                upstream.host().home(),
                counted);
        trying = made;
        return made;
    }

    /** Each process is a session. */
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
