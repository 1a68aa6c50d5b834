package dev.sluice.provider.upstream.process;

import dev.sluice.config.Secret;
import dev.sluice.config.UpstreamConfig;
import dev.sluice.mcp.RpcMessage;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Children that a test starts, with what they said. */
public final class Nursery {
    public static final ChildBounds BOUNDS = new ChildBounds(
            4,
            64 * 1024,
            256 * 1024,
            Duration.ofMillis(300),
            Duration.ofMillis(500),
            Duration.ofMillis(200),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1));

    /** The same, for those that end by themselves when they are told to, which takes as long as it takes. */
    static final ChildBounds PATIENT = bounds(Duration.ofSeconds(20), Duration.ofSeconds(20));
    /** The same, for those that do not see the end of their input, but end when they are asked to. */
    static final ChildBounds ASKING = bounds(Duration.ofMillis(300), Duration.ofSeconds(20));

    public final Vertx vertx = Vertx.vertx();
    final Context home = vertx.getOrCreateContext();
    public final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final List<String> heard = new CopyOnWriteArrayList<>();
    final List<String> ends = new CopyOnWriteArrayList<>();
    private final ChildMeters childMeters = new ChildMeters("test", meters);
    private final List<Children> all = new CopyOnWriteArrayList<>();

    private static ChildBounds bounds(Duration closeGrace, Duration termGrace) {
        return new ChildBounds(
                BOUNDS.processes(),
                BOUNDS.line(),
                BOUNDS.waiting(),
                closeGrace,
                termGrace,
                BOUNDS.firstDelay(),
                BOUNDS.longestDelay(),
                BOUNDS.health());
    }

    /** Children that are a script of the shell. */
    public Children script(String script) {
        return script(script, BOUNDS);
    }

    Children script(String script, ChildBounds bounds) {
        return children(command(script, Map.of()), bounds);
    }

    Children children(UpstreamConfig.Command command, ChildBounds bounds) {
        return children(command, bounds, System::nanoTime);
    }

    Children children(UpstreamConfig.Command command, ChildBounds bounds, LongSupplier nanos) {
        Children made = new Children("test", command, bounds, home, childMeters, nanos);
        all.add(made);
        return made;
    }

    public static UpstreamConfig.Command command(String script, Map<String, Secret> environment) {
        return new UpstreamConfig.Command(List.of("/bin/sh", "-c", script), environment, Optional.empty());
    }

    Child start(Children children) throws Exception {
        return await(() -> children.start(new Ears()));
    }

    void send(Child child, String line) throws Exception {
        await(() -> child.send(Buffer.buffer(line)));
    }

    /** Does something on the home loop and waits for what comes of it. */
    public <T> T await(Callable<Future<T>> work) throws Exception {
        return Future.<T>future(promise -> home.runOnContext(ignored -> {
                    try {
                        work.call().onComplete(promise);
                    } catch (Exception e) {
                        promise.fail(e);
                    }
                }))
                .await(30, TimeUnit.SECONDS);
    }

    double counted(String name) {
        return meters.get(name).tag("upstream", "test").counter().count();
    }

    public void close() throws Exception {
        for (Children children : all) {
            await(children::close);
        }
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    private final class Ears implements Child.Listener {
        @Override
        public void said(List<RpcMessage> messages) {
            messages.forEach(message -> heard.add(message.raw().raw().toString()));
        }

        @Override
        public void ended(String why, boolean asked) {
            ends.add(why + (asked ? ", asked" : ""));
        }
    }
}
