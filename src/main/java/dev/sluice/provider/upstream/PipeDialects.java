package dev.sluice.provider.upstream;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.config.UpstreamConfig.EraChoice;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.legacy.LegacyDialect;
import dev.sluice.provider.upstream.modern.ModernPipeDialect;
import dev.sluice.provider.upstream.process.ChildBounds;
import dev.sluice.provider.upstream.process.ChildMeters;
import dev.sluice.provider.upstream.process.Children;
import dev.sluice.provider.upstream.wire.PipeTimes;
import dev.sluice.provider.upstream.wire.PipeWire;
import dev.sluice.provider.upstream.wire.SessionMeters;
import dev.sluice.provider.upstream.wire.Wire;
import dev.sluice.provider.upstream.wire.WireFactory;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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
    /** Processes of what is not open yet. */
    private final Set<Children> opening = new HashSet<>();

    private boolean stopped;

    PipeDialects(PipeTimes times) {
        this.times = times;
    }

    @Override
    public Future<Dialect> open(Upstream upstream, Dialect.Events events) {
        if (!(upstream.config().target() instanceof UpstreamConfig.Command command)) {
            return Future.failedFuture(new UnspokenException("The upstream is no process of the gateway's."));
        }
        EraChoice era = upstream.config().era();
        if (era == EraChoice.LEGACY) {
            return legacy(upstream, command, events);
        }
        Future<Dialect> modern = modern(upstream, command, events);
        return era == EraChoice.MODERN
                ? modern
                : modern.recover(cause -> cause instanceof UnspokenException && !stopped
                        ? legacy(upstream, command, events)
                        : Future.failedFuture(cause));
    }

    private Future<Dialect> modern(Upstream upstream, UpstreamConfig.Command command, Dialect.Events events) {
        if (stopped) {
            return ended();
        }
        Children children = children(upstream, command, ONE);
        ModernPipeDialect dialect = new ModernPipeDialect(upstream, children, times, events);
        return begun(
                children,
                dialect.connect()
                        .<Dialect>map(dialect)
                        .recover(cause -> dialect.close().transform(ended -> Future.failedFuture(cause))));
    }

    private Future<Dialect> begun(Children children, Future<Dialect> open) {
        opening.add(children);
        return open.onComplete(done -> opening.remove(children));
    }

    /** Those that are being asked would be waited for, and one that ignores the end of its input would outlive the gateway. */
    @Override
    public Future<Void> stop() {
        stopped = true;
        return Future.join(List.copyOf(opening).stream().map(Children::close).toList())
                .mapEmpty();
    }

    private Future<Dialect> legacy(Upstream upstream, UpstreamConfig.Command command, Dialect.Events events) {
        if (stopped) {
            return ended();
        }
        Children children =
                children(upstream, command, Math.max(ONE, upstream.config().maxSessions()));
        return begun(children, LegacyDialect.open(upstream, new Pipes(upstream, children, times), events));
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
        return new Children(
                upstream.name(),
                command,
                ChildBounds.of(processes, upstream.maxMessage()),
                upstream.host().home(),
                counted);
    }

    /** Each process is a session. */
    private record Pipes(Upstream upstream, Children children, PipeTimes times) implements WireFactory {
        @Override
        public Wire create(boolean listens, SessionMeters meters) {
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
