package dev.sluice.provider.upstream;

import dev.sluice.bus.Call;
import dev.sluice.bus.Offer;
import dev.sluice.bus.Outcome;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.provider.BackendShard;
import dev.sluice.provider.upstream.dialect.DialectFactory;
import dev.sluice.provider.upstream.dialect.UnspokenException;
import dev.sluice.provider.upstream.modern.ModernHttpFactory;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** One upstream's backend with a home and two shards, and a host that remembers what it is told. */
final class UpstreamRig extends HomeRig {
    private final List<Context> loops = List.of(loop(), loop());
    private List<BackendShard> shards = List.of();
    private @Nullable UpstreamBackend backend;

    /** Starts the backend and waits for what the gateway waits for. */
    UpstreamRig start(UpstreamConfig config, DialectFactory factory) {
        UpstreamBackend made = new UpstreamBackend("up", config, factory);
        backend = made;
        await(onHome(() -> made.start(this)));
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
                service("up__", timeout, Duration.ofSeconds(2), connections));
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
        return onHome(() -> backend().watch(uri, wanted));
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

    static void until(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(condition);
    }

    void stop() {
        await(onHome(backend()::stop));
    }

    @Override
    public void close() {
        stop();
        super.close();
    }

    private UpstreamBackend backend() {
        return Objects.requireNonNull(backend);
    }

    /** A call while it runs, and what it let its caller know. */
    static final class Running extends HeardWork {
        final Promise<Outcome> outcome = Promise.promise();

        Running(Call call) {
            super(call, call.deadline());
        }
    }
}
