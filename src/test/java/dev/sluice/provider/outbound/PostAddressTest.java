package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.provider.NotSentException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where a client connects to, and whom it believes to be there. */
@Tag("R-301")
@Tag("R-407")
class PostAddressTest extends PostClientRig {
    @TempDir
    static Path directory = Path.of("");

    private static TestCertificate right = new TestCertificate(Path.of(""));
    private static TestCertificate wrong = new TestCertificate(Path.of(""));

    @BeforeAll
    static void makesCertificates() throws IOException {
        right = TestCertificate.of(directory, "right.p12", "dns:service.test");
        wrong = TestCertificate.of(directory, "wrong.p12", "dns:other.test,ip:127.0.0.1");
    }

    @AfterEach
    void trustsNobodyAnyMore() {
        TestCertificate.trustNoMore();
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
    void postsToAnAddressOfVersion6AndNamesItInBrackets() {
        try (RawServer server = RawServer.ofVersion6(RawServer.NUMBERED)) {
            PostClient client = client("http://[::1]:" + server.port() + "/mcp", List.of(), Map.of());

            List<String> answers = List.of(ask(client), ask(client));

            assertThat(answers).containsExactly("1", "1");
            assertThat(server.heads.getFirst().lines().toList())
                    .startsWith("POST /mcp HTTP/1.1", "host: [::1]:" + server.port());
        }
    }

    @Test
    void saysThatNothingWasSentWhenNobodyListens() {
        PostClient client = client("http://service.test:1");

        assertThatThrownBy(() -> ask(client)).isInstanceOf(NotSentException.class);
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

    /** Says what it was asked. */
    private int serve(HttpServerOptions options) {
        HttpServer server = vertx.createHttpServer(options.setSni(true))
                .requestHandler(request -> request.response()
                        .end(request.authority() + " " + request.connection().indicatedServerName() + " "
                                + request.localAddress().host() + " " + request.uri()));
        return await(server.listen(0, "127.0.0.1")).actualPort();
    }
}
