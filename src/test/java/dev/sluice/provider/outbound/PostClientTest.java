package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Secret;
import dev.sluice.provider.NotSentException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests posted to services, against real servers. */
@Tag("R-301")
@Tag("R-407")
class PostClientTest {
    private static final Buffer BODY = Buffer.buffer("{}");

    @TempDir
    static Path directory = Path.of("");

    private static TestCertificate right = new TestCertificate(Path.of(""));
    private static TestCertificate wrong = new TestCertificate(Path.of(""));

    private final AtomicInteger refusals = new AtomicInteger();
    private Vertx vertx = Vertx.vertx();
    private Context loop = vertx.getOrCreateContext();

    @BeforeAll
    static void makesCertificates() throws IOException {
        right = TestCertificate.of(directory, "right.p12", "dns:service.test");
        wrong = TestCertificate.of(directory, "wrong.p12", "dns:other.test,ip:127.0.0.1");
    }

    @BeforeEach
    void starts() {
        loop = vertx.getOrCreateContext();
    }

    @AfterEach
    void ends() {
        TestCertificate.trustNoMore();
        await(vertx.close());
    }

    @Test
    void connectsToTheJudgedAddressUnderTheNameOfTheConfiguration() {
        right.trust();
        int port = serve(right.server());

        String seen = ask(client("https://service.test:" + port + "/a?b=c"));

        assertThat(seen).isEqualTo("service.test:" + port + " service.test 127.0.0.1 /a?b=c");
    }

    @Test
    void refusesACertificateForAnotherNameThoughItIsForTheAddress() {
        wrong.trust();
        int port = serve(wrong.server());
        PostClient client = client("https://service.test:" + port);

        assertThatThrownBy(() -> ask(client))
                .isInstanceOf(NotSentException.class)
                .hasRootCauseMessage("No subject alternative DNS name matching service.test found.");
    }

    @Test
    void refusesACertificateThatNobodyTrusts() {
        int port = serve(right.server());
        PostClient client = client("https://service.test:" + port);

        assertThatThrownBy(() -> ask(client))
                .isInstanceOf(NotSentException.class)
                .hasCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void refusesWithoutConnectingAndCounts() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client("http://service.test:" + server.port(), List.of(), Map.of());

            assertThatThrownBy(() -> ask(client)).isInstanceOf(AddressRefusedException.class);
            assertThat(refusals).hasValue(1);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    @Tag("R-408")
    void sendsHeadersInTheOrderOfTheirWeight() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client(
                    "http://service.test:" + server.port(),
                    List.of("service.test"),
                    Map.of("X-Key", new Secret("s3cret"), "traceparent", new Secret("mine")));

            ask(client, head -> {
                head.set("Mcp-Name", "first");
                head.set("Traceparent", "yours");
                head.set("mcp-name", "second");
            });

            assertThat(server.heads.getFirst().lines())
                    .containsExactly(
                            "POST / HTTP/1.1",
                            "host: service.test:" + server.port(),
                            "accept: x/y",
                            "X-Key: s3cret",
                            "Mcp-Name: second",
                            "Traceparent: yours",
                            "content-length: 2");
        }
    }

    @Test
    void refusesWhatWouldEndAHeaderOrIsNone() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client("http://service.test:" + server.port());

            for (String value : List.of("a\r\nX: y", "a\nb", "a\rb", "a\0b", "\u001b", "\u007f", "\u0100")) {
                assertThatThrownBy(() -> ask(client, head -> head.set("X-Value", value)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            for (String name : List.of("", "a b", "a:", "a\r\nb", "\u00fc")) {
                assertThatThrownBy(() -> ask(client, head -> head.set(name, "x")))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void refusesATargetThatIsNoPath() {
        PostClient client = client("http://service.test:1/\u00fc");

        assertThatThrownBy(() -> ask(client)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysThatNothingWasSentWhenNobodyListens() {
        PostClient client = client("http://service.test:1");

        assertThatThrownBy(() -> ask(client)).isInstanceOf(NotSentException.class);
    }

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
                    client.post(PostClientTest::noHeaders, BODY, second);
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
    void readsWhatComesInChunksAndInPieces() {
        try (RawServer server = new RawServer((peer, number) -> {
            while (peer.request()) {
                for (char c : "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
                        .toCharArray()) {
                    peer.say(String.valueOf(c));
                }
            }
        })) {
            PostClient client = client("http://service.test:" + server.port());

            assertThat(List.of(ask(client), ask(client))).containsExactly("abc", "abc");
            assertThat(server.connections()).isOne();
        }
    }

    @Test
    void readsUntilTheEndWhereNoLengthIsTold() {
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            peer.say("HTTP/1.1 200 OK\r\n\r\nall of it");
        })) {
            assertThat(ask(client("http://service.test:" + server.port()))).isEqualTo("all of it");
        }
    }

    @Test
    void skipsInterimResponses() {
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            peer.say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
            peer.answer("real");
            RawServer.NUMBERED.serve(peer, number);
        })) {
            PostClient client = client("http://service.test:" + server.port());

            assertThat(List.of(ask(client), ask(client))).containsExactly("real", "1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n1\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nshort",
                "HTTP/1.1 200 OK\r\n",
                ""
            })
    void losesARequestWhoseResponseIsBroken(String response) {
        try (RawServer server = new RawServer((peer, number) -> {
            peer.request();
            peer.say(response);
        })) {
            Heard heard = post(client("http://service.test:" + server.port()));

            assertThatThrownBy(() -> await(heard.body())).isInstanceOf(Heard.LostException.class);
            assertThat(heard.endings).hasValue(1);
        }
    }

    @Test
    void bearsNoHeadersBeyondTheBoundAndNoEndlessInterimResponses() {
        List<String> endless = List.of(
                "HTTP/1.1 200 OK\r\nX: " + "x".repeat(ResponseDecoder.MAX_HEADERS) + "\r\n\r\n",
                "HTTP/1.1 200 " + "x".repeat(ResponseDecoder.LONGEST_LINE) + "\r\n\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n".repeat(KeptConnection.MAX_INTERIM + 1));
        for (String response : endless) {
            try (RawServer server = new RawServer((peer, number) -> {
                peer.request();
                peer.say(response);
                assertThat(peer.sawEnd()).isTrue();
            })) {
                PostClient client = client("http://service.test:" + server.port());
                assertThatThrownBy(() -> ask(client)).isInstanceOf(Heard.LostException.class);
            }
        }
    }

    @Test
    void takesAnAnswerThatComesBeforeTheRequestIsWrittenAndClosesThen() {
        Buffer large = Buffer.buffer(new byte[8 * 1024 * 1024]);
        try (RawServer server = new RawServer((peer, number) -> {
            if (number == 1) {
                peer.answer("early");
                pause(peer);
            } else {
                RawServer.NUMBERED.serve(peer, number);
            }
        })) {
            PostClient client = client("http://service.test:" + server.port());
            Heard heard = new Heard();
            loop.runOnContext(ignored -> client.post(PostClientTest::noHeaders, large, heard));

            assertThat(await(heard.body())).isEqualTo("early");
            assertThat(ask(client)).isEqualTo("2");
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
                client.post(PostClientTest::noHeaders, BODY, first).reset();
                client.post(PostClientTest::noHeaders, BODY, second);
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
                loop.runOnContext(ignored -> known.complete(client.post(PostClientTest::noHeaders, BODY, heard)));
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

    @Test
    void showsTheTokenInsteadOfAConfiguredHeaderAndSendsNoneThatWouldEndAHeader() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            Token token = new Token("Bearer good");
            PostClient client = client(server.port(), token);
            ask(client);
            token.value = "Bearer bad\r\nX: y";

            assertThatThrownBy(() -> ask(client)).isInstanceOf(IllegalArgumentException.class);
            token.value = "Bearer better";

            assertThat(ask(client)).isEqualTo("1");
            assertThat(server.heads)
                    .extracting(head -> head.lines()
                            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("authorization"))
                            .toList())
                    .containsExactly(List.of("authorization: Bearer good"), List.of("authorization: Bearer better"));
        }
    }

    @Test
    void saysThatNothingWasSentWhenThereIsNoToken() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client(server.port(), new Token(""));

            assertThatThrownBy(() -> ask(client)).isInstanceOf(CredentialsException.class);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void closesAConnectionToAnAddressThatTheNameDoesNotLeadToAnyMore() {
        MovableClock clock = new MovableClock();
        AtomicInteger lookUps = new AtomicInteger(1);
        try (RawServer server = new RawServer(InetAddress.ofLiteral("0.0.0.0"), (peer, number) -> {
            while (peer.request()) {
                peer.answer(peer.socket().getLocalAddress().getHostAddress());
            }
        })) {
            PostClient client = client(
                    server.port(),
                    name -> Future.succeededFuture(
                            List.of(InetAddress.ofLiteral("127.0.0." + lookUps.getAndIncrement()))),
                    clock);
            List<String> before = List.of(ask(client), ask(client));
            clock.advance(AddressGuard.FRESH);

            assertThat(ask(client)).isEqualTo("127.0.0.2");
            assertThat(before).containsOnly("127.0.0.1");
        }
    }

    @Test
    void triesTheNextAddressWhenOneDoesNotAnswer() {
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client(
                    server.port(),
                    name -> Future.succeededFuture(
                            List.of(InetAddress.ofLiteral("127.0.0.2"), InetAddress.ofLiteral("127.0.0.1"))),
                    InstantSource.system());

            assertThatThrownBy(() -> ask(client)).isInstanceOf(NotSentException.class);
            assertThat(ask(client)).isEqualTo("1");
        }
    }

    @Test
    void sendsNothingOfARequestThatWasResetWhileItsAddressWasLookedUp() {
        Promise<List<InetAddress>> lookUp = Promise.promise();
        try (RawServer server = new RawServer(RawServer.NUMBERED)) {
            PostClient client = client(server.port(), name -> lookUp.future(), InstantSource.system());
            Heard reset = new Heard();
            posted(client, reset).reset();
            Heard other = post(client);
            loop.runOnContext(ignored -> lookUp.complete(List.of(InetAddress.ofLiteral("127.0.0.1"))));

            assertThat(await(other.body())).isEqualTo("1");
            assertThat(server.heads).hasSize(1);
            assertThat(reset.endings).hasValue(0);
        }
    }

    /** Credentials of which a test says what they are; none when empty. */
    private static final class Token implements Credentials {
        private volatile String value;

        Token(String value) {
            this.value = value;
        }

        @Override
        public Future<Optional<String>> authorization() {
            return value.isEmpty()
                    ? Future.failedFuture(new CredentialsException("none"))
                    : Future.succeededFuture(Optional.of(value));
        }

        @Override
        public boolean renew() {
            return false;
        }

        @Override
        public Future<Void> close() {
            return Future.succeededFuture();
        }
    }

    /** Reads requests and never answers. */
    private static RawServer silent() {
        return new RawServer((peer, number) -> {
            peer.request();
            pause(peer);
        });
    }

    private static void pause(RawServer.Peer peer) throws IOException {
        CountDownLatch never = new CountDownLatch(1);
        if (!peer.socket().isClosed()) {
            pass(never);
        }
    }

    private static void pass(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                throw new IOException("nobody let it pass");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says what it was asked. */
    private int serve(HttpServerOptions options) {
        HttpServer server = vertx.createHttpServer(options.setSni(true))
                .requestHandler(request -> request.response()
                        .end(request.authority() + " " + request.connection().indicatedServerName() + " "
                                + request.localAddress().host() + " " + request.uri()));
        return await(server.listen(0, "127.0.0.1")).actualPort();
    }

    private String ask(PostClient client) {
        return ask(client, PostClientTest::noHeaders);
    }

    private String ask(PostClient client, Consumer<PostHead> headers) {
        Heard heard = new Heard();
        loop.runOnContext(ignored -> client.post(headers, BODY, heard));
        return await(heard.body());
    }

    private static void noHeaders(PostHead head) {
        assertThat(head.length()).isZero();
    }

    private Heard post(PostClient client) {
        Heard heard = new Heard();
        post(client, heard);
        return heard;
    }

    private void post(PostClient client, Heard heard) {
        loop.runOnContext(ignored -> client.post(PostClientTest::noHeaders, BODY, heard));
    }

    private PostClient.Exchange posted(PostClient client, Heard heard) {
        Promise<PostClient.Exchange> made = Promise.promise();
        loop.runOnContext(ignored -> made.complete(client.post(PostClientTest::noHeaders, BODY, heard)));
        return await(made.future());
    }

    private PostClient client(String url) {
        return client(url, List.of("service.test"), Map.of());
    }

    private PostClient client(String url, List<String> allowed, Map<String, Secret> headers) {
        return made(() -> new OutboundClients(vertx, PostClientTest::resolve, allowed, InstantSource.system())
                .posting(
                        "service",
                        URI.create(url),
                        Map.of("accept", "x/y"),
                        Services.of(headers, Optional.empty()),
                        refusals::incrementAndGet));
    }

    private PostClient client(int port, int connections, Duration connect, Duration idle) {
        return client(
                port, connections, connect, idle, Credentials.NONE, PostClientTest::resolve, InstantSource.system());
    }

    private PostClient client(int port, Credentials credentials) {
        return client(
                port,
                1,
                Duration.ofSeconds(30),
                Duration.ofSeconds(30),
                credentials,
                PostClientTest::resolve,
                InstantSource.system());
    }

    private PostClient client(int port, NameResolver resolver, InstantSource clock) {
        return client(port, 1, Duration.ofSeconds(30), Duration.ofSeconds(30), Credentials.NONE, resolver, clock);
    }

    private PostClient client(
            int port,
            int connections,
            Duration connect,
            Duration idle,
            Credentials credentials,
            NameResolver resolver,
            InstantSource clock) {
        URI url = URI.create("http://service.test:" + port);
        return made(() -> new KeptClient(
                vertx,
                new PooledClient.Settings(url, Map.of("Authorization", new Secret("old")), connect, connections),
                Map.of(),
                new AddressGuard(
                        "service", "service.test", new AllowList(List.of("service.test")), resolver, clock, () -> {}),
                credentials,
                idle));
    }

    private PostClient made(Supplier<PostClient> maker) {
        Promise<PostClient> made = Promise.promise();
        loop.runOnContext(ignored -> made.complete(maker.get()));
        return await(made.future());
    }

    private static Future<List<InetAddress>> resolve(String name) {
        return Future.succeededFuture(List.of(InetAddress.ofLiteral("127.0.0.1")));
    }

    private static <T> T await(Future<T> future) {
        return future.timeout(30, TimeUnit.SECONDS).await();
    }
}
