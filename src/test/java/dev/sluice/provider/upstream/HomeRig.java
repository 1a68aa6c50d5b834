package dev.sluice.provider.upstream;

import dev.sluice.bus.Offer;
import dev.sluice.config.PinMode;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What stands around an upstream in a test: loops, meters, and a host that remembers what it is told. */
class HomeRig implements BackendHost, AutoCloseable {
    final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(4));
    final Context home = loop();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<Offer> offers = new CopyOnWriteArrayList<>();
    final List<String> updated = new CopyOnWriteArrayList<>();
    private final SluiceConfig config = TestConfig.defaults().build();

    /** An event loop of its own. */
    final Context loop() {
        List<Context> made = new ArrayList<>();
        await(vertx.deployVerticle(context -> {
            made.add(context);
            return Future.succeededFuture();
        }));
        return made.getFirst();
    }

    /** A service without credentials, pins, or rules for its names. */
    static ServiceConfig service(String prefix, Duration timeout, Duration connectTimeout, int connections) {
        return new ServiceConfig(
                prefix,
                Set.of(),
                List.of(),
                List.of(),
                PinMode.OFF,
                Map.of(),
                Optional.empty(),
                timeout,
                connectTimeout,
                connections);
    }

    /** Runs something on a loop. */
    static <T> Future<T> on(Context context, Supplier<Future<T>> work) {
        Promise<T> done = Promise.promise();
        context.runOnContext(
                ignored -> Future.succeededFuture().compose(none -> work.get()).onComplete(done));
        return done.future();
    }

    /** Runs something on the home loop. */
    final <T> Future<T> onHome(Supplier<Future<T>> work) {
        return on(home, work);
    }

    static <T> T await(Future<T> future) {
        return future.timeout(30, TimeUnit.SECONDS).await();
    }

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
    public SimpleMeterRegistry meters() {
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

    @Override
    public void close() {
        await(vertx.close());
    }
}
