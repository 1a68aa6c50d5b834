package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.Secret;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

/** Clients that post, an event loop for them, and what is done with them in a test. */
abstract class PostClientRig {
    static final Buffer BODY = Buffer.buffer("{}");
    static final Duration LONG = Duration.ofSeconds(30);
    private static final InstantSource SYSTEM = InstantSource.system();

    /** Of the clients made from now on. */
    ConnectionTally tally = ConnectionTally.NONE;

    final AtomicInteger refusals = new AtomicInteger();
    final Vertx vertx = Vertx.vertx();
    final Context loop = vertx.getOrCreateContext();

    @AfterEach
    void ends() {
        await(vertx.close());
    }

    /** Reads requests and never answers. */
    static RawServer silent() {
        return new RawServer((peer, number) -> {
            peer.request();
            pause(peer);
        });
    }

    static void pause(RawServer.Peer peer) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        if (!peer.socket().isClosed()) {
            pass(never);
        }
    }

    static void pass(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody let it pass");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    String ask(PostClient client) {
        return ask(client, PostClientRig::noHeaders);
    }

    String ask(PostClient client, Consumer<PostHead> headers) {
        Heard heard = new Heard();
        loop.runOnContext(ignored -> client.post(headers, BODY, heard));
        return await(heard.body());
    }

    static void noHeaders(PostHead head) {
        assertThat(head.length()).isZero();
    }

    Heard post(PostClient client) {
        Heard heard = new Heard();
        post(client, heard);
        return heard;
    }

    void post(PostClient client, Heard heard) {
        loop.runOnContext(ignored -> client.post(PostClientRig::noHeaders, BODY, heard));
    }

    PostClient.Exchange posted(PostClient client, Heard heard) {
        Promise<PostClient.Exchange> made = Promise.promise();
        loop.runOnContext(ignored -> made.complete(client.post(PostClientRig::noHeaders, BODY, heard)));
        return await(made.future());
    }

    PostClient client(String url) {
        return client(url, List.of("service.test"), Map.of());
    }

    PostClient client(String url, List<String> allowed, Map<String, Secret> headers) {
        return made(() -> new OutboundClients(vertx, PostClientRig::resolve, allowed, SYSTEM)
                .posting(
                        "service",
                        URI.create(url),
                        Map.of("accept", "x/y"),
                        Services.of(headers, Optional.empty()),
                        refusals::incrementAndGet,
                        tally));
    }

    PostClient client(int port, int connections, Duration connect, Duration idle) {
        return made(() -> kept(
                settings(port, connect, connections), guard(PostClientRig::resolve, SYSTEM), Credentials.NONE, idle));
    }

    /** @param where the event loop it is to have */
    PostClient client(int port, int connections, Duration connect, Context where) {
        return made(
                where,
                () -> kept(
                        settings(port, connect, connections),
                        guard(PostClientRig::resolve, SYSTEM),
                        Credentials.NONE,
                        LONG));
    }

    PostClient client(int port, Credentials credentials) {
        return made(() -> kept(settings(port, LONG, 1), guard(PostClientRig::resolve, SYSTEM), credentials, LONG));
    }

    PostClient client(int port, NameResolver resolver, InstantSource clock) {
        return made(() -> kept(settings(port, LONG, 1), guard(resolver, clock), Credentials.NONE, LONG));
    }

    private static PooledClient.Settings settings(int port, Duration connect, int connections) {
        URI url = URI.create("http://service.test:" + port);
        return new PooledClient.Settings(url, Map.of("Authorization", new Secret("old")), connect, connections);
    }

    private static AddressGuard guard(NameResolver resolver, InstantSource clock) {
        AllowList allowed = new AllowList(List.of("service.test"));
        return new AddressGuard("service", "service.test", allowed, resolver, clock, () -> {});
    }

    private PostClient kept(
            PooledClient.Settings settings, AddressGuard guard, Credentials credentials, Duration idle) {
        return new KeptClient(vertx, settings, Map.of(), guard, credentials, tally, idle);
    }

    private PostClient made(Supplier<PostClient> maker) {
        return made(loop, maker);
    }

    static PostClient made(Context where, Supplier<PostClient> maker) {
        Promise<PostClient> made = Promise.promise();
        where.runOnContext(ignored -> made.complete(maker.get()));
        return await(made.future());
    }

    static Future<List<InetAddress>> resolve(String name) {
        return Future.succeededFuture(List.of(InetAddress.ofLiteral("127.0.0.1")));
    }

    static <T> T await(Future<T> future) {
        return future.timeout(30, TimeUnit.SECONDS).await();
    }
}
