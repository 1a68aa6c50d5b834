package dev.sluice.provider.upstream.process;

import dev.sluice.mcp.RpcMessage;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One process that runs, from its start to its end, after which there is nothing of it: neither process nor thread nor
 * descriptor, nor what it has started itself. Confined to its home loop; what blocks has threads of its own.
 *
 * <pre>
 * running ── end() ──▶ standard input closed ── grace ──▶ SIGTERM to all ── grace ──▶ SIGKILL to all
 *    │                       │                                  │                          │
 *    └───────────────────────┴──── the process is gone ─────────┴──────────────────────────┘
 *                                         ▼
 *                         the rest of its tree is ended ──▶ its last words are read ──▶ ended
 * </pre>
 */
public final class Child {
    private static final Logger LOGGER = LoggerFactory.getLogger(Child.class);

    /** How long its last words may take to be read when everything that could hold its pipes has been ended. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final String upstream;
    private final ChildBounds bounds;
    private final Context home;
    private final Listener listener;
    private final Process process;
    private final ProcessTree tree;
    private final ChildReader reader;
    private final ChildWriter writer;
    private final Thread reading;
    private final Thread complaining;
    private final ErrorLog complaints;
    private final Promise<Void> gone = Promise.promise();
    private @Nullable String endedFor;

    /** Hears what comes of it. Called on the home loop. */
    public interface Listener {
        /** It has said something: messages, or none among it. */
        void said(List<RpcMessage> messages);

        /**
         * It is gone; called once, last of all.
         *
         * @param why one sentence's end for the log, such as {@code exited with code 1}, with its last words when it ended by
         *     itself
         * @param asked whether the gateway wanted it to end
         */
        void ended(String why, boolean asked);
    }

    Child(
            String upstream,
            Launcher.Launched launched,
            ChildBounds bounds,
            ErrorLogs errors,
            Context home,
            Listener listener) {
        this.upstream = upstream;
        this.bounds = bounds;
        this.home = home;
        this.listener = listener;
        this.process = launched.process();
        this.tree = launched.tree();
        this.reader = new ChildReader(process.getInputStream(), bounds.line(), new ChildReader.Sink() {
            @Override
            public void batch(List<RpcMessage> batch) {
                home.runOnContext(ignored -> said(batch));
            }

            @Override
            public void unusable(String why) {
                home.runOnContext(ignored -> give(why));
            }
        });
        this.writer = new ChildWriter(process.getOutputStream(), bounds.waiting(), home);
        this.reading = thread("out", reader);
        this.complaints = errors.of(process.getErrorStream());
        this.complaining = thread("err", complaints);
    }

    /** Makes what reads the standard error of one. */
    @FunctionalInterface
    interface ErrorLogs {
        ErrorLog of(java.io.InputStream in);
    }

    void begin() {
        reading.start();
        complaining.start();
        thread("in", writer).start();
        Thread.ofVirtual().name(name("keeper")).start(this::keep);
    }

    /** Its process id. */
    public long pid() {
        return process.pid();
    }

    /** Whether nobody has wanted it to end. */
    public boolean isWanted() {
        return endedFor == null;
    }

    /**
     * Sends a message.
     *
     * @return completes when it is in the pipe; fails with a {@link ChildException}
     */
    public Future<Void> send(Buffer message) {
        return writer.write(message);
    }

    /** Ends it, first kindly; completes when nothing of it is left. May be called again. */
    public Future<Void> end() {
        return end("was ended", true);
    }

    /** Ends it because it is of no use any more; its listener is told as if it had done so by itself. */
    public void give(String why) {
        end(why, false);
    }

    private Future<Void> end(String why, boolean asked) {
        if (endedFor == null) {
            endedFor = asked ? "" : why;
            writer.close();
            reader.stop();
            Thread.ofVirtual().name(name("ending")).start(() -> escalate(asked));
        }
        return gone.future();
    }

    private void said(List<RpcMessage> batch) {
        if (endedFor == null) {
            listener.said(batch);
        }
        reader.more();
    }

    /** @param kindly whether it is given the time to see that its standard input has ended */
    private void escalate(boolean kindly) {
        try {
            if (kindly && process.waitFor(bounds.closeGrace().toMillis(), TimeUnit.MILLISECONDS)) {
                return;
            }
            tree.terminate();
            if (!process.waitFor(bounds.termGrace().toMillis(), TimeUnit.MILLISECONDS)) {
                tree.kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits for its end, and cleans up behind it. */
    private void keep() {
        try {
            int code = process.waitFor();
            writer.close();
            endRest();
            boolean heardOut = reading.join(LAST_WORDS);
            if (complaining.join(LAST_WORDS) && heardOut) {
                close();
            } else {
                LOGGER.atWarn()
                        .addKeyValue("upstream", upstream)
                        .addKeyValue("pid", pid())
                        .log("Something that an upstream has started holds its output and could not be ended");
            }
            home.runOnContext(ignored -> over(code));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void endRest() {
        if (tree.members().isEmpty()) {
            return;
        }
        tree.terminate();
        if (!tree.waitUntilGone(bounds.termGrace())) {
            tree.kill();
        }
    }

    private void close() {
        try (var out = process.getInputStream();
                var err = process.getErrorStream()) {
            assert out != null && err != null;
        } catch (java.io.IOException e) {
            // they are closed all the same
        }
    }

    private void over(int code) {
        reader.stop();
        String why = endedFor == null || endedFor.isEmpty() ? "exited with code " + code : endedFor;
        boolean asked = endedFor != null && endedFor.isEmpty();
        if (endedFor == null) {
            endedFor = why;
            String words = complaints.lastWords();
            why = words.isEmpty() ? why : why + "; it wrote to standard error: " + words;
        }
        listener.ended(why, asked);
        gone.complete();
    }

    private Thread thread(String what, Runnable work) {
        return Thread.ofPlatform().daemon().name(name(what)).unstarted(work);
    }

    private String name(String what) {
        return "sluice-child-" + upstream + '-' + what;
    }
}
