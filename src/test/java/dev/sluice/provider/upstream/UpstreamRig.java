package dev.sluice.provider.upstream;

import dev.sluice.bus.Call;
import dev.sluice.bus.Deadline;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.config.PinMode;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.BackendShard;
import dev.sluice.provider.TestConfig;
import dev.sluice.provider.Work;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One upstream's backend with a home and two shards, and a host that remembers what it is told. */
final class UpstreamRig implements AutoCloseable {
    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Offer> offers = new CopyOnWriteArrayList<>();
    final List<String> updated = new CopyOnWriteArrayList<>();
    private final Context home = newContext();
    private final List<Context> loops = List.of(newContext(), newContext());
    private List<BackendShard> shards = List.of();
    private @Nullable UpstreamBackend backend;

    /** Starts the backend and waits for what the gateway waits for. */
    UpstreamRig start(UpstreamConfig config, DialectFactory factory) {
        UpstreamBackend made = new UpstreamBackend("up", config, factory);
        backend = made;
        await(on(home, () -> made.start(new Host())));
        shards = loops.stream()
                .map(loop -> await(on(loop, () -> Future.succeededFuture(made.open(loops.indexOf(loop))))))
                .toList();
        return this;
    }

    UpstreamRig start(ScriptedServer server) {
        return start(config(server.port(), Duration.ofMinutes(5)), modernOnly());
    }

    /** Where only the modern era is built in. */
    static DialectFactory modernOnly() {
        DialectFactory none = (upstream, events) -> Future.failedFuture(new UnspokenException("none"));
        return new EraProbe(new ModernHttpFactory(), none, none);
    }

    static UpstreamConfig config(int port, Duration refresh) {
        return config(port, refresh, true, 64);
    }

    static UpstreamConfig config(int port, Duration refresh, boolean questions, int connections) {
        return config(port, refresh, questions, connections, Duration.ofSeconds(5));
    }

    static UpstreamConfig config(int port, Duration refresh, boolean questions, int connections, Duration timeout) {
        return new UpstreamConfig(
                new UpstreamConfig.Remote(
                        URI.create("http://127.0.0.1:" + port + "/mcp"), UpstreamConfig.Transport.AUTO),
                UpstreamConfig.EraChoice.AUTO,
                UpstreamConfig.SessionsFor.CALLER,
                questions,
                10,
                10,
                Duration.ofMinutes(1),
                refresh,
                new ServiceConfig(
                        "up__",
                        Set.of(),
                        List.of(),
                        List.of(),
                        PinMode.OFF,
                        Map.of(),
                        Optional.empty(),
                        timeout,
                        Duration.ofSeconds(2),
                        connections));
    }

    Running run(Asked asked) {
        return run(0, asked.call());
    }

    Running run(int shard, Call call) {
        Running running = new Running(call);
        on(loops.get(shard), () -> shards.get(shard).run(running)).onComplete(running.outcome);
        return running;
    }

    Outcome outcome(Asked asked) {
        return await(run(asked).outcome.future());
    }

    Future<Void> watch(String uri, boolean wanted) {
        return on(home, () -> backend().watch(uri, wanted));
    }

    Map<String, Object> status() {
        return backend().status();
    }

    Offer lastOffer() {
        return offers.getLast();
    }

    double counted(String meter, String... tags) {
        return meters.get(meter).tags(tags).counter().count();
    }

    static <T> T await(Future<T> future) {
        return future.timeout(30, TimeUnit.SECONDS).await();
    }

    static void until(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
    }

    void stop() {
        await(on(home, backend()::stop));
    }

    @Override
    public void close() {
        stop();
        await(vertx.close());
    }

    private UpstreamBackend backend() {
        return Objects.requireNonNull(backend);
    }

    private Context newContext() {
        List<Context> made = new ArrayList<>();
        await(vertx.deployVerticle(context -> {
            made.add(context);
            return Future.succeededFuture();
        }));
        return made.getFirst();
    }

    private static <T> Future<T> on(Context context, Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(
                ignored -> Future.succeededFuture().compose(none -> work.get()).onComplete(done));
        return done.future();
    }

    /** A call while it runs, and what it let its caller know. */
    static final class Running implements Work {
        final Promise<Outcome> outcome = Promise.promise();
        final Promise<Void> cancelled = Promise.promise();
        final List<String> progress = new CopyOnWriteArrayList<>();
        final List<String> logged = new CopyOnWriteArrayList<>();
        private final Call call;

        Running(Call call) {
            this.call = call;
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
            progress.add(params.toString());
        }

        @Override
        public void log(LogLevel level, RawJson params) {
            logged.add(level.wire() + ' ' + params);
        }
    }

    private final class Host implements BackendHost {
        private final SluiceConfig config = TestConfig.defaults().build();

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
            return config;
        }

        @Override
        public InstantSource clock() {
            return InstantSource.system();
        }

        @Override
        public MeterRegistry meters() {
            return meters;
        }

        @Override
        public String version() {
            return "1.2.3";
        }

        @Override
        public Future<Void> offer(Offer offer) {
            offers.add(offer);
            return Future.succeededFuture();
        }

        @Override
        public void updated(String uri) {
            updated.add(uri);
        }

        @Override
        public <T> Future<T> blocking(Callable<T> work) {
            return vertx.executeBlocking(work);
        }
    }
}
