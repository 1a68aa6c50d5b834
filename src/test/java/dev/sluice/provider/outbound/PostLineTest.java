package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.NotSentException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that wait for a connection, are reset, or are there when their client closes. */
@Tag("R-301")
@Tag("R-407")
class PostLineTest extends PostClientRig {
    @Test
    void waitsInLineWhenAllConnectionsAreInUseAndServesInOrder() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client(server.port(), 1, Duration.ofSeconds(30), Duration.ofSeconds(30));
            List<Heard> all = IntStream.range(0, 5).mapToObj(i -> post(client)).toList();

            await(Future.all(all.stream().map(Heard::body).toList()));

            assertThat(server.connections()).isOne();
            assertThat(server.heads).hasSize(5);
        }
    }

    @Test
    void opensNoMoreConnectionsThanAllowedAndRefusesWhoWouldMakeTheLineTooLong() {
        try (RawServer server = silent()) {
            PostClient client = client(server.port(), 2, Duration.ofSeconds(30), Duration.ofSeconds(30));
            int room = 2 * (1 + PooledClient.WAITING_PER_CONNECTION);
            List<Heard> posted =
                    IntStream.range(0, room + 1).mapToObj(i -> post(client)).toList();

            assertThatThrownBy(() -> await(posted.get(room).body()))
                    .isInstanceOf(NotSentException.class)
                    .hasRootCauseInstanceOf(ConnectionPoolTooBusyException.class);
            Awaitility.await().until(() -> server.connections() == 2);
            assertThat(posted.subList(0, room)).noneMatch(heard -> heard.body().isComplete());
        }
    }

    @Test
    void endsThePatienceOfWhoWaitsTooLong() {
        try (RawServer server = silent()) {
            PostClient client = client(server.port(), 1, Duration.ofSeconds(1), Duration.ofSeconds(30));
            Heard served = post(client);
            Heard waiting = post(client);

            assertThatThrownBy(() -> await(waiting.body()))
                    .isInstanceOf(NotSentException.class)
                    .hasRootCauseInstanceOf(TimeoutException.class);
            assertThat(served.body().isComplete()).isFalse();
        }
    }

    @Test
    void letsTheNextInLineHaveTheConnectionThatAResetCloses() {
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            if (number == 1) {
                peer.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nx");
                assertThat(peer.sawEnd()).isTrue();
            } else {
                peer.answer("2");
            }
        })) {
            PostClient client = client(server.port(), 1, Duration.ofSeconds(30), Duration.ofSeconds(30));
            Heard first = new Heard();
            PostClient.Exchange exchange = posted(client, first);
            Heard left = new Heard();
            PostClient.Exchange leaving = posted(client, left);
            Heard next = post(client);
            await(first.begun.future());

            leaving.reset();
            exchange.reset();

            assertThat(await(next.body())).isEqualTo("2");
            assertThat(List.of(first.endings.get(), left.endings.get())).containsExactly(0, 0);
            assertThat(server.heads).hasSize(2);
        }
    }

    @Test
    void keepsTheConnectionThatWasOpenedForWhoWasReset() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client("http://service.test:" + server.port());
            Heard first = new Heard();
            Heard second = new Heard();
            loop.runOnContext(ignored -> {
                client.post(PostClientRig::noHeaders, BODY, first).reset();
                client.post(PostClientRig::noHeaders, BODY, second);
            });

            await(second.body());

            assertThat(server.heads).hasSize(1);
            assertThat(first.endings).hasValue(0);
        }
    }

    @Test
    void mayBeResetFromWithinTheBeginningAndThePieces() {
        for (boolean atOnce : List.of(true, false)) {
            try (RawServer server = new RawServer(RawServer.NUMBERED)) {
                PostClient client = client("http://service.test:" + server.port());
                Promise<PostClient.Exchange> known = Promise.promise();
                Promise<Void> reset = Promise.promise();
                Heard heard = new Heard() {
                    @Override
                    public void began(int status, PostClient.Headers headers) {
                        if (atOnce) {
                            known.future().result().reset();
                            reset.complete();
                        }
                    }

                    @Override
                    public void piece(byte[] piece) {
                        super.piece(piece);
                        known.future().result().reset();
                        reset.complete();
                    }
                };
                loop.runOnContext(ignored -> known.complete(client.post(PostClientRig::noHeaders, BODY, heard)));
                await(reset.future());

                assertThat(ask(client)).isEqualTo("2");
                assertThat(heard.endings).hasValue(0);
                assertThat(heard.pieces).hasValue(atOnce ? 0 : 1);
            }
        }
    }

    @Test
    void endsEverybodyWhenItCloses() {
        try (RawServer server = silent()) {
            PostClient client = client(server.port(), 1, Duration.ofSeconds(30), Duration.ofSeconds(30));
            Heard running = post(client);
            Awaitility.await().until(() -> server.heads.size() == 1);
            Heard waiting = post(client);

            await(client.close());

            assertThatThrownBy(() -> await(running.body())).isInstanceOf(Heard.LostException.class);
            assertThatThrownBy(() -> await(waiting.body())).isInstanceOf(NotSentException.class);
            assertThatThrownBy(() -> ask(client)).isInstanceOf(NotSentException.class);
            assertThat(List.of(running.endings.get(), waiting.endings.get())).containsExactly(1, 1);
        }
    }
}
