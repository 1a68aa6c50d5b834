package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections that are used again, or are not, against real servers. */
@Tag("R-301")
@Tag("R-407")
class PostClientTest extends PostClientRig {
    @Test
    void usesAConnectionAgain() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client("http://service.test:" + server.port());

            assertThat(List.of(ask(client), ask(client), ask(client))).containsExactly("1", "1", "1");
        }
    }

    @Test
    void usesAConnectionAgainFromWithinTheEndOfItsResponse() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client("http://service.test:" + server.port());
            Heard second = new Heard();
            Heard first = new Heard() {
                @Override
                public void ended() {
                    super.ended();
                    client.post(PostClientRig::noHeaders, BODY, second);
                }
            };

            post(client, first);

            assertThat(await(second.body())).isEqualTo("1");
            assertThat(server.connections()).isOne();
        }
    }

    @Test
    void usesTheConnectionThatWasUsedLast() {
        CountDownLatch both = new CountDownLatch(2);
        CountDownLatch second = new CountDownLatch(1);
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            both.countDown();
            pass(both);
            if (number == 2) {
                pass(second);
            }
            peer.answer(Integer.toString(number));
            RawServer.NUMBERED.serve(peer, number);
        })) {
            PostClient client = client("http://service.test:" + server.port());
            Heard one = post(client);
            Heard other = post(client);
            Awaitility.await()
                    .until(() -> one.body().isComplete() || other.body().isComplete());
            second.countDown();
            await(Future.all(one.body(), other.body()));

            assertThat(List.of(ask(client), ask(client))).containsExactly("2", "2");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n1",
                "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 1\r\n\r\n1",
                "HTTP/1.1 200 OK\r\nKeep-Alive: timeout=0\r\nContent-Length: 1\r\n\r\n1",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1HTT"
            })
    void usesNoConnectionAgainThatIsNotToBeTrusted(String answer) {
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            if (number == 1) {
                peer.say(answer);
                assertThat(peer.sawEnd()).isTrue();
            } else {
                peer.answer("2");
            }
        })) {
            PostClient client = client("http://service.test:" + server.port());

            assertThat(List.of(ask(client), ask(client))).containsExactly("1", "2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", "HTTP/1.1 200 OK\r\nConte", "x"})
    void closesAConnectionThatSpeaksUnasked(String unasked) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            peer.answer(Integer.toString(number));
            if (number == 1) {
                pass(go);
                peer.say(unasked);
                if (peer.sawEnd()) {
                    closed.countDown();
                }
            }
        })) {
            PostClient client = client("http://service.test:" + server.port());
            String first = ask(client);
            go.countDown();

            assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(List.of(first, ask(client))).containsExactly("1", "2");
        }
    }

    @Test
    void opensAnotherConnectionWhenTheServerHasClosedAnIdleOne() {
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            peer.answer(Integer.toString(number));
        })) {
            PostClient client = client("http://service.test:" + server.port());
            String first = ask(client);

            // The close may be on its way yet: what was sent then is lost, never answered by another.
            Awaitility.await().ignoreExceptions().until(() -> ask(client).equals("2"));

            assertThat(first).isEqualTo("1");
        }
    }

    @Test
    void closesWhatHasLainIdleTooLong() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer((peer, number) -> {
            RawServer.NUMBERED.serve(peer, number);
            closed.countDown();
        })) {
            PostClient client = client(server.port(), 1, Duration.ofSeconds(30), Duration.ofMillis(50));
            ask(client);

            assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(ask(client)).isEqualTo("2");
        }
    }

    @Test
    void believesAServerThatKeepsConnectionsForAShorterTime() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            peer.say("HTTP/1.1 200 OK\r\nKeep-Alive: max=5, Timeout=1\r\nContent-Length: 1\r\n\r\n1");
            if (peer.sawEnd()) {
                closed.countDown();
            }
        })) {
            ask(client("http://service.test:" + server.port()));

            assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
        }
    }
}
