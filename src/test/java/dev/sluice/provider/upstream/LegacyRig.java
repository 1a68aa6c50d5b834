package dev.sluice.provider.upstream;

import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.config.DialogueConfig;
import dev.sluice.config.PinMode;
import dev.sluice.config.ServiceConfig;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.BackendHost;
import dev.sluice.provider.TestConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A legacy upstream as its backend has it: a scripted server, a home loop, and what is told of it. */
final class LegacyRig implements AutoCloseable, BackendHost, Dialect.Events {
    private static final DialectFactory PROBE =
            new EraProbe(new LegacyHttpDialects(false), new LegacyHttpDialects(false), new LegacyHttpDialects(true));

    final Vertx vertx = Vertx.vertx();
    final LegacyServer server = new LegacyServer(vertx);
    final List<String> told = new CopyOnWriteArrayList<>();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    /** Of a server other than the scripted one; its port. */
    int elsewhere;

    String path = "/mcp";
    UpstreamConfig.Transport transport = UpstreamConfig.Transport.AUTO;
    UpstreamConfig.SessionsFor sessions = UpstreamConfig.SessionsFor.CALLER;
    boolean questions = true;
    int maxParked = 10;
    int maxSessions = 10;
    Duration idle = Duration.ofMinutes(10);
    Duration dialogue = Duration.ofMinutes(10);
    Duration patience = Duration.ofSeconds(5);

    private final Context home = vertx.getOrCreateContext();
    private @Nullable Dialect dialect;

    LegacyRig sse() {
        path = "/sse";
        transport = UpstreamConfig.Transport.SSE;
        return this;
    }

    LegacyRig open() {
        dialect = await(tryOpen());
        return this;
    }

    Future<Dialect> tryOpen() {
        return onHome(() -> PROBE.open(upstream(), this));
    }

    Upstream upstream() {
        return new Upstream("up", configured(), this);
    }

    private UpstreamConfig configured() {
        URI url = URI.create("http://127.0.0.1:" + (elsewhere > 0 ? elsewhere : server.port()) + path);
        return new UpstreamConfig(
                new UpstreamConfig.Remote(url, transport),
                UpstreamConfig.EraChoice.LEGACY,
                sessions,
                questions,
                maxParked,
                maxSessions,
                idle,
                Duration.ofMinutes(5),
                new ServiceConfig(
                        "",
                        Set.of(),
                        List.of(),
                        List.of(),
                        PinMode.OFF,
                        Map.of(),
                        Optional.empty(),
                        patience,
                        Duration.ofSeconds(5),
                        16));
    }

    /** Runs something on the home loop. */
    <T> Future<T> onHome(Supplier<Future<T>> what) {
        Promise<T> promise = Promise.promise();
        home.runOnContext(ignored -> what.get().onComplete(promise));
        return promise.future();
    }

    Dialect dialect() {
        return Objects.requireNonNull(dialect, "not open");
    }

    Future<Outcome> start(LegacyWork work) {
        return dialect().run(0, work);
    }

    Outcome run(LegacyWork work) {
        return await(start(work));
    }

    Offer offer() {
        return await(onHome(dialect()::offer));
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("nothing came", e);
        }
    }

    double counted(String meter) {
        return meters.find(meter).counters().stream()
                .mapToDouble(c -> c.count())
                .sum();
    }

    @Override
    public void listsChanged() {
        told.add("lists");
    }

    @Override
    public void updated(String uri) {
        told.add("updated " + uri);
    }

    @Override
    public void lost(Throwable cause) {
        told.add("lost");
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
        SluiceConfig all = TestConfig.defaults().build();
        DialogueConfig old = all.dialogue();
        return new SluiceConfig(
                all.server(),
                all.cors(),
                all.auth(),
                all.sessions(),
                all.limits(),
                all.admission(),
                all.breaker(),
                all.calls(),
                new DialogueConfig(old.maxRounds(), dialogue, old.maxState(), old.maxNotes(), old.maxNoteSize()),
                all.streams(),
                all.tasks(),
                all.providers(),
                all.tools(),
                all.federation(),
                all.redis(),
                all.ledger(),
                all.metrics(),
                all.log(),
                all.dataDir());
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
        return Future.succeededFuture();
    }

    @Override
    public <T> Future<T> blocking(Callable<T> work) {
        return vertx.executeBlocking(work);
    }

    @Override
    public void close() {
        Dialect open = dialect;
        if (open != null) {
            await(onHome(open::close));
        }
        server.close();
        await(vertx.close());
    }
}
