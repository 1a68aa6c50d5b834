package dev.sluice.provider.upstream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.bus.Call;
import dev.sluice.bus.Outcome;
import dev.sluice.config.Secret;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.upstream.dialect.Dialect;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.Upstream;
import dev.sluice.provider.upstream.wire.HangWatch;
import dev.sluice.provider.upstream.wire.PipeTimes;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A dialect over the pipes of {@code src/test/upstreams/pipe.mjs}, with what it lets know. */
final class PipeRig extends HomeRig {
    static final PipeTimes TIMES = new PipeTimes(
            Duration.ofSeconds(1),
            Duration.ofMillis(300),
            Duration.ofSeconds(15),
            new HangWatch.Patience(Duration.ofSeconds(10), 3));

    /** The same, for what is to be found hung. */
    static final PipeTimes IMPATIENT = new PipeTimes(
            TIMES.quiet(), TIMES.behind(), TIMES.startUp(), new HangWatch.Patience(Duration.ofMillis(300), 3));

    final Context shard = loop();
    final List<String> events = new CopyOnWriteArrayList<>();
    final List<String> notes = new CopyOnWriteArrayList<>();
    private final UpstreamConfig.EraChoice era;
    private final DialectFactory factory;
    private @Nullable Dialect dialect;

    PipeRig(UpstreamConfig.EraChoice era) {
        this(era, TIMES);
    }

    PipeRig(UpstreamConfig.EraChoice era, PipeTimes times) {
        this.era = era;
        this.factory = new PipeDialects(times);
    }

    static void assumeNode() {
        boolean there;
        try {
            there = new ProcessBuilder("node", "--version").start().waitFor() == 0;
        } catch (IOException e) {
            there = false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            there = false;
        }
        assumeTrue(there, "Skipped: Node.js is not installed");
    }

    static List<String> command(String manner) {
        return List.of("node", "src/test/upstreams/pipe.mjs", manner);
    }

    static UpstreamConfig.Command command(String manner, Map<String, Secret> environment) {
        return new UpstreamConfig.Command(command(manner), environment, Optional.empty());
    }

    void open(String manner) throws Exception {
        open(upstream(command(manner, Map.of())));
    }

    void open(Upstream upstream) throws Exception {
        dialect = await(opening(upstream));
    }

    Future<Dialect> opening(Upstream upstream) {
        return onHome(() -> factory.open(upstream, new Heard()));
    }

    Dialect dialect() {
        return java.util.Objects.requireNonNull(dialect);
    }

    Upstream upstream(List<String> command, Map<String, Secret> environment) {
        return upstream(new UpstreamConfig.Command(command, environment, Optional.empty()));
    }

    Upstream upstream(UpstreamConfig.Command command) {
        UpstreamConfig config = new UpstreamConfig(
                command,
                era,
                UpstreamConfig.SessionsFor.CALLER,
                true,
                4,
                4,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                service("", Duration.ofSeconds(10), Duration.ofSeconds(5), 4));
        return new Upstream("up", config, this);
    }

    Outcome call(Asked asked) throws Exception {
        return await(begin(asked).outcome());
    }

    Running begin(Asked asked) {
        Running running = new Running(asked.call());
        running.begin();
        return running;
    }

    static String text(Outcome outcome) {
        return ((Outcome.Completed) outcome)
                .result()
                .tree()
                .at("/content/0/text")
                .textValue();
    }

    @Override
    public void close() {
        if (dialect != null) {
            await(onHome(dialect::close));
        }
        super.close();
    }

    /** A call on its way, from another loop than the home loop. */
    final class Running extends HeardWork {
        private final Promise<Outcome> outcome = Promise.promise();

        Running(Call call) {
            super(call, call.deadline());
        }

        private void begin() {
            on(shard, () -> dialect().run(0, this)).onComplete(outcome);
        }

        Future<Outcome> outcome() {
            return outcome.future();
        }

        @Override
        void cancel() {
            shard.runOnContext(ignored -> super.cancel());
        }

        @Override
        public void progress(RawJson params) {
            PipeRig.this.notes.add(params.toString());
        }

        @Override
        public void log(LogLevel level, RawJson params) {
            PipeRig.this.notes.add(level + " " + params);
        }
    }

    private final class Heard implements Dialect.Events {
        @Override
        public void listsChanged() {
            events.add("lists");
        }

        @Override
        public void updated(String uri) {
            events.add("updated " + uri);
        }

        @Override
        public void lost(Throwable cause) {
            events.add("lost " + cause.getMessage());
        }
    }
}
