package dev.sluice.provider.upstream.process;

import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.RpcMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The processes of one upstream: how many there are, when another may be started, and their end. One that ended unasked keeps
 * the next from being started for a while; who wants one meanwhile is refused at once. Confined to its home loop.
 */
public final class Children {
    private static final Logger LOGGER = LoggerFactory.getLogger(Children.class);

    private final String upstream;
    private final UpstreamConfig.Command command;
    private final ChildBounds bounds;
    private final Context home;
    private final ChildMeters shared;
    private final ChildMeters.Used meters;
    private final LongSupplier nanos;
    private final RestartDelay backoff;
    private final Set<Slot> slots = new LinkedHashSet<>();
    private volatile int count;
    private int unasked;
    private boolean closed;
    private boolean released;

    /**
     * @param home a context of the loop that owns this, and on which listeners are called
     * @param meters of the upstream
     */
    public Children(
            String upstream, UpstreamConfig.Command command, ChildBounds bounds, Context home, ChildMeters meters) {
        this(upstream, command, bounds, home, meters, System::nanoTime);
    }

    /** @param nanos nanoseconds of any beginning */
    Children(
            String upstream,
            UpstreamConfig.Command command,
            ChildBounds bounds,
            Context home,
            ChildMeters meters,
            LongSupplier nanos) {
        this.nanos = nanos;
        this.upstream = upstream;
        this.command = command;
        this.bounds = bounds;
        this.home = home;
        this.shared = meters;
        this.meters = meters.use();
        this.backoff = new RestartDelay(
                bounds.pace(), nanos, bound -> ThreadLocalRandom.current().nextLong(bound));
    }

    /**
     * Starts a process.
     *
     * @return completes with it when it runs, which does not mean that it works. Fails with a {@link ChildException} when it
     *     cannot be started, when it is too early, or when as many run as are allowed
     */
    public Future<Child> start(Child.Listener listener) {
        if (closed) {
            return refuse("The upstream has been stopped");
        }
        long early = backoff.remainingMillis();
        if (early > 0) {
            return refuse("The process ended unasked and may be started again in " + early + " ms");
        }
        if (isFull()) {
            meters.refused().increment();
            return refuse("As many processes run as are allowed (" + bounds.processes() + ')');
        }
        if (unasked > 0) {
            unasked--;
            meters.restarts().increment();
        }
        Slot slot = new Slot(listener);
        slots.add(slot);
        count(1);
        Thread.ofVirtual().name("sluice-child-" + upstream + "-start").start(slot::launch);
        return slot.started.future();
    }

    /** Milliseconds until {@link #start} may be called, 0 when it may. */
    public long untilStartMillis() {
        return backoff.remainingMillis();
    }

    /** Processes there are, those that begin and end included. Any thread. */
    public int count() {
        return count;
    }

    /** Ends all; completes when nothing of them is left. No other is started. */
    public Future<Void> close() {
        closed = true;
        List<Future<Void>> ends = slots.stream().map(Slot::end).toList();
        return Future.join(ends).<Void>mapEmpty().onComplete(ignored -> release());
    }

    /** Those that end already do not count, as long as they are not as many again. */
    private boolean isFull() {
        return slots.size() >= 2 * bounds.processes()
                || slots.stream().filter(Slot::isWanted).count() >= bounds.processes();
    }

    private static Future<Child> refuse(String why) {
        return Future.failedFuture(new ChildException(why, false));
    }

    private void count(int more) {
        count = slots.size();
        meters.processes().addAndGet(more);
    }

    private void release() {
        if (!released) {
            released = true;
            shared.release();
        }
    }

    /** The place of one process, from before its start until nothing of it is left. */
    private final class Slot implements Child.Listener {
        private final Child.Listener listener;
        private final Promise<Child> started = Promise.promise();
        private final Promise<Void> over = Promise.promise();
        private final long since = nanos.getAsLong();

        Slot(Child.Listener listener) {
            this.listener = listener;
        }

        /** On a thread that may block. */
        void launch() {
            try {
                Launcher.Launched launched = Launcher.launch(command);
                home.runOnContext(ignored -> begin(launched));
            } catch (IOException e) {
                home.runOnContext(ignored -> notStarted(String.valueOf(e.getMessage())));
            } catch (RuntimeException e) {
                // its message may show a value of the environment
                home.runOnContext(ignored -> notStarted("Its command or environment cannot be given to a process"));
            }
        }

        boolean isWanted() {
            Child child = started.future().result();
            return child == null || child.isWanted();
        }

        Future<Void> end() {
            started.future().onSuccess(Child::end);
            return over.future();
        }

        private void begin(Launcher.Launched launched) {
            Child child = new Child(upstream, launched, bounds, this::errors, home, this);
            child.begin();
            LOGGER.atDebug()
                    .addKeyValue("upstream", upstream)
                    .addKeyValue("pid", child.pid())
                    .log("The process of an upstream has been started");
            started.complete(child);
        }

        private ErrorLog errors(java.io.InputStream in) {
            return new ErrorLog(
                    in, command.environment().values(), ErrorLog.logged(upstream, meters.dropped()::increment), nanos);
        }

        private void notStarted(String why) {
            free(false);
            LOGGER.atWarn()
                    .addKeyValue("upstream", upstream)
                    .addKeyValue("reason", why)
                    .log("The process of an upstream cannot be started");
            started.fail(new ChildException(why, false));
            over.complete();
        }

        private void free(boolean asked) {
            slots.remove(this);
            count(-1);
            if (!asked) {
                unasked++;
                backoff.failed(nanos.getAsLong() - since);
            }
        }

        @Override
        public void said(List<RpcMessage> messages) {
            listener.said(messages);
        }

        @Override
        public void ended(String why, boolean asked) {
            free(asked);
            if (!asked) {
                LOGGER.atWarn()
                        .addKeyValue("upstream", upstream)
                        .addKeyValue("reason", why)
                        .addKeyValue("restartInMs", backoff.remainingMillis())
                        .log("The process of an upstream has ended unasked");
            }
            listener.ended(why, asked);
            over.complete();
        }
    }
}
