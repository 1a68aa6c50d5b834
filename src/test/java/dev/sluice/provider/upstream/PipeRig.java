package dev.sluice.provider.upstream;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.bus.Call;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.config.PinMode;
import dev.sluice.config.Secret;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.TestConfig;
import dev.sluice.provider.Work;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A dialect over the pipes of {@code src/test/upstreams/pipe.mjs}, with what it lets know. */
final class PipeRig {
    static final PipeTimes TIMES = new PipeTimes(
            Duration.ofSeconds(1),
            Duration.ofMillis(300),
            Duration.ofSeconds(15),
            new HangWatch.Patience(Duration.ofSeconds(10), 3));

    /** The same, for what is to be found hung. */
    static final PipeTimes IMPATIENT = new PipeTimes(
            TIMES.quiet(), TIMES.behind(), TIMES.startUp(), new HangWatch.Patience(Duration.ofMillis(300), 3));

    final Vertx vertx = Vertx.vertx();
    final Context home = vertx.getOrCreateContext();
    final Context shard = vertx.getOrCreateContext();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
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
        dialect = opening(upstream).await(30, TimeUnit.SECONDS);
    }

    Future<Dialect> opening(Upstream upstream) {
        return at(home, () -> factory.open(upstream, new Heard()));
    }

    Dialect dialect() {
        return java.util.Objects.requireNonNull(dialect);
    }

    Upstream upstream(List<String> command, Map<String, Secret> environment) {
        return upstream(new UpstreamConfig.Command(command, environment, Optional.empty()));
    }

    Upstream upstream(UpstreamConfig.Command command) {
        ServiceConfig service = new ServiceConfig(
                "",
                Set.of(),
                List.of(),
                List.of(),
                PinMode.OFF,
                Map.of(),
                Optional.empty(),
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                4);
        UpstreamConfig config = new UpstreamConfig(
                command,
                era,
                UpstreamConfig.SessionsFor.CALLER,
                true,
                4,
                4,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                service);
        return new Upstream("up", config, new FakeHost());
    }

    Outcome call(Asked asked) throws Exception {
        return begin(asked).outcome().await(30, TimeUnit.SECONDS);
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

    <T> T await(Callable<Future<T>> work) throws Exception {
        return at(home, work).await(30, TimeUnit.SECONDS);
    }

    private static <T> Future<T> at(Context context, Callable<Future<T>> work) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(ignored -> {
            try {
                work.call().onComplete(promise);
            } catch (Exception e) {
                promise.fail(e);
            }
        });
        return promise.future();
    }

    void close() throws Exception {
        if (dialect != null) {
            await(dialect::close);
        }
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    /** A call on its way, from another loop than the home loop. */
    final class Running implements Work {
        private final Call call;
        private final Promise<Void> cancelled = Promise.promise();
        private final Promise<Outcome> outcome = Promise.promise();

        Running(Call call) {
            this.call = call;
        }

        private void begin() {
            at(shard, () -> dialect().run(0, this)).onComplete(outcome);
        }

        Future<Outcome> outcome() {
            return outcome.future();
        }

        void cancel() {
            shard.runOnContext(ignored -> cancelled.complete());
        }

        @Override
        public Call call() {
            return call;
        }

        @Override
        public Deadline deadline() {
            return call.deadline();
        }

        @Override
        public Future<Void> cancelled() {
            return cancelled.future();
        }

        @Override
        public void progress(RawJson params) {
            notes.add(params.toString());
        }

        @Override
        public void log(LogLevel level, RawJson params) {
            notes.add(level + " " + params);
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

    private final class FakeHost implements BackendHost {
        @Override
        public Vertx vertx() {
            return vertx;
        }

        @Override
        public Context home() {
            return home;
        }

        @Override
        public SluiceConfig config() {
            return TestConfig.defaults().build();
        }

        @Override
        public InstantSource clock() {
            return InstantSource.system();
        }

        @Override
        public io.micrometer.core.instrument.MeterRegistry meters() {
            return meters;
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public Future<Void> offer(Offer offer) {
            return Future.succeededFuture();
        }

        @Override
        public void updated(String uri) {
            events.add("host updated " + uri);
        }

        @Override
        public <T> Future<T> blocking(Callable<T> work) {
            return vertx.executeBlocking(work);
        }
    }
}
