package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.NotSentException;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is told of the connections to an upstream and of who got none. */
@Tag("R-407")
@Tag("R-601")
class ConnectionMetersTest extends PostClientRig {
    /** What one connection may have: it, and those who wait. */
    private static final int ROOM = 1 + PooledClient.WAITING_PER_CONNECTION;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    @Test
    void showsWhatIsOpenAndWhatWaitsUntilItIsGone() {
        CountDownLatch go = new CountDownLatch(1);
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            pass(go);
        })) {
            PostClient client = client("files", server);
            PostClient.Exchange running = posted(client, new Heard());
            PostClient.Exchange leaving = posted(client, new Heard());
            post(client);
            shows("files", 1, 2);

            leaving.reset();
            shows("files", 1, 1);

            running.reset();
            shows("files", 1, 0);

            go.countDown();
            shows("files", 0, 0);
        }
    }

    @Test
    void showsNoConnectionThatCouldNotBeOpened() {
        PostClient client = client("files", 1, LONG);

        assertThatThrownBy(() -> ask(client)).isInstanceOf(NotSentException.class);

        shows("files", 0, 0);
    }

    @Test
    void countsWhoFindsTheLineFull() {
        try (RawServer server = silent()) {
            overfill(client("files", server), 2);

            assertThat(List.of(refused("waiting"), refused("patience"))).containsExactly(2.0, 0.0);
            shows("files", 1, PooledClient.WAITING_PER_CONNECTION);
        }
    }

    @Test
    void countsWhoHasWaitedTooLong() {
        try (RawServer server = silent()) {
            PostClient client = client("files", server.port(), Duration.ofSeconds(1));
            post(client);
            Awaitility.await().until(() -> server.heads.size() == 1);

            assertThatThrownBy(() -> ask(client)).isInstanceOf(NotSentException.class);

            assertThat(List.of(refused("waiting"), refused("patience"))).containsExactly(0.0, 1.0);
            shows("files", 1, 0);
        }
    }

    @Test
    void addsUpWhatOneUpstreamHasOnAllEventLoops() {
        try (RawServer server = silent()) {
            PostClient here = client("files", server);
            PostClient there = client("files", server, otherLoop());
            PostClient another = client("mail", server);
            List.of(here, here, there, there, there, another).forEach(this::post);
            shows("files", 2, 3);
            shows("mail", 1, 0);

            await(there.close());

            shows("files", 1, 1);
            shows("mail", 1, 0);
        }
    }

    @Test
    void goesOnCountingWhileAClientTakesOverFromAnother() {
        try (RawServer server = silent()) {
            PostClient former = client("files", server);
            overfill(former, 1);
            PostClient next = client("files", server, otherLoop());
            await(former.close());
            // What is closed already has nothing more to give back.
            await(former.close());
            overfill(next, 1);

            assertThat(refused("waiting")).isEqualTo(2);
            shows("files", 1, PooledClient.WAITING_PER_CONNECTION);
        }
    }

    @Test
    void removesAllWithTheLastClientAndBeginsAnewWithTheNext() {
        try (RawServer server = silent()) {
            PostClient last = client("files", server);
            overfill(last, 1);
            List<Meter.Id> ids = ids();
            await(last.close());
            List<Meter.Id> without = ids();
            overfill(client("files", server), 1);

            assertThat(ids).hasSize(5);
            assertThat(without).isEmpty();
            assertThat(ids()).containsExactlyInAnyOrderElementsOf(ids);
            assertThat(refused("waiting")).isEqualTo(1);
            shows("files", 1, PooledClient.WAITING_PER_CONNECTION);
        }
    }

    @Test
    void hasTheMetersOfItsUpstreamWhenItIsMadeForAHost() {
        try (RawServer server = silent()) {
            PostClient client = made(
                    loop,
                    () -> OutboundClients.posting(
                            new MeteredHost(vertx, loop, meters),
                            "files",
                            URI.create("http://127.0.0.1:" + server.port() + "/mcp"),
                            Map.of(),
                            Services.plain()));
            post(client);
            shows("files", 1, 0);

            await(client.close());

            assertThat(ids()).isEmpty();
        }
    }

    private Context otherLoop() {
        ContextInternal other = ((VertxInternal) vertx).createEventLoopContext();
        assertThat(other.nettyEventLoop()).isNotSameAs(((ContextInternal) loop).nettyEventLoop());
        return other;
    }

    private PostClient client(String upstream, RawServer server) {
        return client(upstream, server, loop);
    }

    private PostClient client(String upstream, RawServer server, Context where) {
        tally = ConnectionBook.of(vertx).open(upstream, meters);
        return client(server.port(), 1, LONG, where);
    }

    private PostClient client(String upstream, int port, Duration connect) {
        tally = ConnectionBook.of(vertx).open(upstream, meters);
        return client(port, 1, connect, loop);
    }

    /** Fills the connection and the line of a client of a silent server, and waits until some more were refused. */
    private void overfill(PostClient client, int more) {
        List<Heard> posted =
                IntStream.range(0, ROOM + more).mapToObj(i -> post(client)).toList();
        for (Heard refused : posted.subList(ROOM, ROOM + more)) {
            assertThatThrownBy(() -> await(refused.body())).isInstanceOf(NotSentException.class);
        }
    }

    private void shows(String upstream, int connections, int waiting) {
        Awaitility.await()
                .untilAsserted(() -> assertThat(List.of(
                                gauge("mcp.upstream.connections", upstream),
                                gauge("mcp.upstream.connections.waiting", upstream)))
                        .containsExactly((double) connections, (double) waiting));
    }

    private double gauge(String name, String upstream) {
        return meters.get(name).tag("upstream", upstream).gauge().value();
    }

    private double refused(String bound) {
        return meters.get("mcp.upstream.connections.refused")
                .tag("upstream", "files")
                .tag("bound", bound)
                .counter()
                .count();
    }

    private List<Meter.Id> ids() {
        return meters.getMeters().stream().map(Meter::getId).toList();
    }
}
