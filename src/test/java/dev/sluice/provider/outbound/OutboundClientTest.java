package dev.sluice.provider.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.config.Secret;
import dev.sluice.provider.NotSentException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Connections to services, against real servers. */
@Tag("R-407")
class OutboundClientTest {
    @TempDir
    static Path directory = Path.of("");

    private static TestCertificate right = new TestCertificate(Path.of(""));
    private static TestCertificate wrong = new TestCertificate(Path.of(""));

    private final AtomicInteger refusals = new AtomicInteger();
    private final AtomicInteger lookUps = new AtomicInteger();
    private Vertx vertx = Vertx.vertx();

    @BeforeAll
    static void makesCertificates() throws IOException {
        right = TestCertificate.of(directory, "right.p12", "dns:service.test");
        wrong = TestCertificate.of(directory, "wrong.p12", "dns:other.test,ip:127.0.0.1");
    }

    @BeforeEach
    void starts() {
        vertx = Vertx.vertx();
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

        String seen = ask("https://service.test:" + port, "/a?b=c");

        assertThat(seen).isEqualTo("service.test:" + port + " service.test 127.0.0.1 /a?b=c");
        assertThat(lookUps).hasValue(1);
    }

    @Test
    void refusesACertificateForAnotherNameThoughItIsForTheAddress() {
        wrong.trust();
        int port = serve(wrong.server());

        assertThatThrownBy(() -> ask("https://service.test:" + port, "/"))
                .isInstanceOf(NotSentException.class)
                .hasRootCauseMessage("No subject alternative DNS name matching service.test found.");
    }

    @Test
    void refusesACertificateThatNobodyTrusts() {
        int port = serve(right.server());

        assertThatThrownBy(() -> ask("https://service.test:" + port, "/"))
                .isInstanceOf(NotSentException.class)
                .hasCauseInstanceOf(SSLHandshakeException.class);
    }

    @Test
    void refusesWithoutConnectingAndCounts() {
        AtomicInteger connected = new AtomicInteger();
        HttpServer server = vertx.createHttpServer()
                .connectionHandler(connection -> connected.incrementAndGet())
                .requestHandler(request -> request.response().end());
        int port = await(server.listen(0, "127.0.0.1")).actualPort();
        OutboundClient client = client("http://service.test:" + port, List.of(), Map.of());

        assertThatThrownBy(() -> await(client.request(HttpMethod.GET, "/")))
                .isInstanceOf(AddressRefusedException.class)
                .hasMessage(
                        "The host service.test leads to 127.0.0.1, a loopback address, to which the gateway does not"
                                + " connect. If it may, add service.test to outbound.allow.");
        assertThat(refusals).hasValue(1);
        assertThat(connected).hasValue(0);
    }

    @Test
    @Tag("R-408")
    void sendsConfiguredHeadersAndNoOthers() {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .end(String.join(
                                ",",
                                request.headers().entries().stream()
                                        .map(header -> header.getKey() + '=' + header.getValue())
                                        .toList())));
        int port = await(server.listen(0, "127.0.0.1")).actualPort();
        OutboundClient client =
                client("http://service.test:" + port, List.of("service.test"), Map.of("X-Key", new Secret("s3cret")));

        assertThat(read(client, "/")).isEqualTo("X-Key=s3cret,host=service.test:" + port);
    }

    @Test
    void namesAnAddressOfVersion6InBrackets() {
        try (RawServer server = RawServer.ofVersion6(RawServer.NUMBERED)) {
            OutboundClient client = client("http://[::1]:" + server.port(), List.of(), Map.of());

            String answer = read(client, "/");

            assertThat(answer).isEqualTo("1");
            assertThat(server.heads.getFirst().lines()).contains("host: [::1]:" + server.port());
        }
    }

    @Test
    void followsNoRedirect() {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(request -> request.response()
                        .setStatusCode(302)
                        .putHeader("Location", "/elsewhere")
                        .end("stayed"));
        int port = await(server.listen(0, "127.0.0.1")).actualPort();

        assertThat(ask("http://service.test:" + port, "/")).isEqualTo("stayed");
    }

    @Test
    void saysThatNothingWasSentWhenNobodyListens() {
        OutboundClient client = client("http://service.test:1", List.of("service.test"), Map.of());

        assertThatThrownBy(() -> await(client.request(HttpMethod.GET, "/"))).isInstanceOf(NotSentException.class);
    }

    @Test
    void refusesATargetThatIsNoPath() {
        OutboundClient client = client("http://service.test:1", List.of("service.test"), Map.of());

        for (String target : List.of("", "a", "//x y", "/\r\nX: y", "/\u00fc", "http://elsewhere/")) {
            assertThatThrownBy(() -> await(client.request(HttpMethod.GET, target)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void opensNoMoreConnectionsThanAllowedAndRefusesWhoWouldWaitTooLongInLine() {
        HttpServer server = vertx.createHttpServer().requestHandler(request -> {});
        int port = await(server.listen(0, "127.0.0.1")).actualPort();
        OutboundClient client = client("http://service.test:" + port, List.of("service.test"), Map.of());
        int room = Services.plain().maxConnections() * (1 + PooledClient.WAITING_PER_CONNECTION);
        List<Future<HttpClientRequest>> opened = IntStream.range(0, room + 1)
                .mapToObj(i -> onLoop(() -> client.request(HttpMethod.GET, "/")))
                .toList();

        assertThatThrownBy(() -> await(opened.get(room)))
                .isInstanceOf(NotSentException.class)
                .hasRootCauseInstanceOf(io.vertx.core.http.ConnectionPoolTooBusyException.class);
    }

    /** Says what it was asked. */
    private int serve(HttpServerOptions options) {
        HttpServer server = vertx.createHttpServer(options.setSni(true))
                .requestHandler(request -> request.response()
                        .end(request.authority() + " " + request.connection().indicatedServerName() + " "
                                + request.localAddress().host() + " " + request.uri()));
        return await(server.listen(0, "127.0.0.1")).actualPort();
    }

    private String ask(String base, String target) {
        return read(client(base, List.of("service.test"), Map.of()), target);
    }

    private String read(OutboundClient client, String target) {
        return await(onLoop(() -> client.request(HttpMethod.GET, target)
                        .compose(HttpClientRequest::send)
                        .compose(HttpClientResponse::body)))
                .toString();
    }

    private OutboundClient client(String base, List<String> allowed, Map<String, Secret> headers) {
        NameResolver resolver = name -> {
            lookUps.incrementAndGet();
            return Future.succeededFuture(List.of(InetAddress.ofLiteral("127.0.0.1")));
        };
        return new OutboundClients(vertx, resolver, allowed, InstantSource.system())
                .client("service", URI.create(base), Services.of(headers, Optional.empty()), refusals::incrementAndGet);
    }

    private <T> Future<T> onLoop(Supplier<Future<T>> work) {
        Context context = vertx.getOrCreateContext();
        Promise<T> told = Promise.promise();
        context.runOnContext(ignored -> work.get().onComplete(told));
        return told.future();
    }

    private static <T> T await(Future<T> future) {
        return future.timeout(30, TimeUnit.SECONDS).await();
    }
}
