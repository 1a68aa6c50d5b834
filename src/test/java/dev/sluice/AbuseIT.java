package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Bad input and bad manners through the whole gateway: each gets a clear answer or is cut, and nothing is left behind. */
@Tag("R-115")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AbuseIT {
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";
    private static final List<String> INTERNALS = List.of("dev.sluice", "io.vertx", "java.", "Exception", "/work");

    private GatewayFixture gateway;
    private TestCaller ada;

    @BeforeAll
    void start() {
        gateway = GatewayFixture.start("""
                server: {bodyTimeout: 1s, idleTimeout: 3s, maxBodySize: 64KiB}
                limits: {perUser: 0, perAddress: 0}
                """);
        ada = gateway.as("ada", "user");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    /** The proof that holds after each of them: the server answers, and nothing runs or waits. */
    @AfterEach
    void stillServesAndHoldsNothing() {
        await().untilAsserted(() -> {
            Answer health = gateway.nobody().get("/health");
            assertThat(health.json().path("activeRequests").asInt(-1)).isZero();
            assertThat(health.json().path("queueSize").asInt(-1)).isZero();
        });
        assertThat(ada.call("hello_world", "{\"name\":\"Ada\"}").toolText()).contains("Ada");
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                Arguments.of("empty", bytes(""), -32700),
                Arguments.of("not JSON", bytes("hello"), -32700),
                Arguments.of("truncated", bytes("{\"jsonrpc\":\"2.0\",\"id\":1,"), -32700),
                Arguments.of("10 000 levels", bytes("{\"a\":".repeat(10_000)), -32700),
                Arguments.of("10 000 arrays", bytes("[".repeat(10_000)), -32700),
                Arguments.of("NUL bytes", bytes("\0\0\0"), -32700),
                Arguments.of("NUL in text", bytes(PING.replace("ping", "pi\0ng")), -32700),
                Arguments.of("duplicate keys", bytes("{\"id\":1," + PING.substring(1)), -32700),
                Arguments.of("a number of 2 000 digits", bytes(PING.replace("1", "1".repeat(2_000))), -32700),
                Arguments.of("UTF-16", PING.getBytes(StandardCharsets.UTF_16LE), -32700),
                Arguments.of("UTF-16 with a mark", PING.getBytes(StandardCharsets.UTF_16), -32700),
                Arguments.of("Latin-1", PING.replace("1", "\"\u00fc\"").getBytes(StandardCharsets.ISO_8859_1), -32700),
                Arguments.of("overlong UTF-8", bytes(PING.replace("1", "\"\u00c0\u0080\"")), -32700),
                Arguments.of("a surrogate in UTF-8", bytes(PING.replace("1", "\"\u00ed\u00a0\u0080\"")), -32700),
                Arguments.of("id null", bytes(PING.replace("1", "null")), -32600),
                Arguments.of("id true", bytes(PING.replace("1", "true")), -32600),
                Arguments.of("id object", bytes(PING.replace("1", "{}")), -32600),
                Arguments.of(
                        "id of 60 000 characters", bytes(PING.replace("1", '"' + "x".repeat(60_000) + '"')), -32600),
                Arguments.of("params of the wrong kind", bytes(PING.replace("}", ",\"params\":7}")), -32600));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void refusesABodyThatIsNoRequest(String name, byte[] body, int code) throws IOException {
        String answer = post(body, "");

        assertThat(answer).startsWith("HTTP/1.1 400").contains("\"code\":" + code, "requestId");
        assertThat(answer).doesNotContain(INTERNALS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-1", "1.0", "1e2", "12345678901234567890", "\"\"", "\"\\u0000\"", "\"\\ud800\"", "\"ü😀\""
            })
    void echoesIdsAsTheyWereSpelled(String id) {
        assertThat(ada.post(PING.replace("\"id\":1", "\"id\":" + id)).text()).contains("\"id\":" + id + ",");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ms\":1e999999999}                 | /ms",
                "{\"ms\":-1e-999999999}               | /ms",
                "{\"ms\":\"\\ud800\"}                 | /ms",
                "{\"ms\":0,\"fail\":[]}               | /fail",
                "{\"ms\":true}                        | /ms"
            })
    @Tag("R-110")
    void saysWhichArgumentBreaksTheSchema(String arguments, String field) {
        Answer answer = ada.call("simulate_work", arguments);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.json().at("/result/isError").asBoolean()).isTrue();
        assertThat(answer.toolText()).startsWith(field);
    }

    @Test
    void survivesHalfASurrogateInArgumentsAndNames() {
        assertThat(ada.call("hello_world", "{\"name\":\"\\ud800\"}").status()).isEqualTo(200);
        assertThat(ada.execute("\\udfff", "{}").status()).isEqualTo(400);
    }

    @Test
    void refusesUnknownMethodsByRevision() {
        assertThat(ada.modern("tools/destroy", "", Map.of()).status()).isEqualTo(404);
        assertThat(ada.post(PING.replace("ping", "tools/destroy")).status()).isEqualTo(400);
        assertThat(ada.post("{\"type\":\"request\",\"id\":\"1\",\"method\":\"tools/destroy\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void refusesABodyAboveTheBoundAnnouncedOrNot() throws IOException {
        assertThat(post(bytes("x".repeat(70_000)), "")).startsWith("HTTP/1.1 413");
        try (RawConnection line = RawConnection.tls(gateway)) {
            line.send(head("POST", "/mcp", "Transfer-Encoding: chunked\r\n") + "\r\n");
            for (int i = 0; i < 5; i++) {
                line.send("4000\r\n" + "x".repeat(0x4000) + "\r\n");
            }
            assertThat(line.readAll()).startsWith("HTTP/1.1 413").contains("\"limit\":65536");
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT,/mcp,405", "PATCH,/mcp,405", "TRACE,/mcp,405", "PUT,/health,405", "POST,/metrics,405"})
    void refusesOtherMethodsAndNamesTheAllowed(String method, String path, int status) throws IOException {
        assertThat(ask(head(method, path, "Connection: close\r\n") + "\r\n"))
                .startsWith("HTTP/1.1 " + status)
                .containsIgnoringCase("\r\nallow: ")
                .contains("METHOD_NOT_ALLOWED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/%zz", "/%", "/health%", "/%2"})
    @Tag("R-113")
    void refusesAPathThatIsNoneInTheErrorModel(String path) throws IOException {
        assertThat(ask(head("GET", path, "Connection: close\r\n") + "\r\n"))
                .startsWith("HTTP/1.1 400")
                .contains("INVALID_REQUEST", "requestId");
    }

    @ParameterizedTest
    @CsvSource({
        "Authorization: Bearer other,401,INVALID_TOKEN",
        "Host: evil.example,403,ORIGIN_REFUSED",
        "Content-Type: text/plain,415,UNSUPPORTED_MEDIA_TYPE",
        "Mcp-Name: whoami,400,HEADER_MISMATCH",
        "Mcp-Method: tools/list,400,HEADER_MISMATCH",
        "MCP-Protocol-Version: 2025-06-18,400,HEADER_MISMATCH"
    })
    @Tag("R-102")
    void prefersNoneOfTwoHeadersThatMayComeOnce(String second, int status, String code) throws IOException {
        byte[] body = bytes(TestCaller.modernBody("tools/call", "\"name\":\"hello_world\",\"arguments\":{}"));
        String headers = "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: hello_world\r\n"
                + second + "\r\n";

        assertThat(post(body, headers)).startsWith("HTTP/1.1 " + status).contains(code);
    }

    @Test
    @Tag("R-111")
    void prefersNoneOfTwoOrigins() throws IOException {
        String own = "Origin: https://localhost\r\n";

        assertThat(post(bytes(PING), own)).startsWith("HTTP/1.1 200");
        assertThat(post(bytes(PING), own + "Origin: https://evil.example\r\n")).startsWith("HTTP/1.1 403");
    }

    @Test
    @Tag("R-105")
    void aClientBehindAProxyCannotHideBehindAHeaderOfItsOwn() throws IOException {
        try (GatewayFixture behind =
                GatewayFixture.start("{server: {trustedProxies: [127.0.0.1/32]}, limits: {perAddress: 3}}")) {
            List<String> statuses = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                // Some proxies add a line of their own and leave the client's.
                String headers = "X-Forwarded-For: 203.0.113." + i + "\r\nX-Forwarded-For: 198.51.100.7\r\n";
                try (RawConnection line = RawConnection.tls(behind)) {
                    line.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers
                            + "Content-Length: 0\r\n\r\n");
                    statuses.add(line.readAll().substring(9, 12));
                }
            }
            assertThat(statuses).containsExactly("401", "401", "401", "429");
        }
    }

    @Test
    void cutsSlowHeadersAndSlowBodies() throws IOException {
        try (RawConnection headers = RawConnection.tls(gateway);
                RawConnection body = RawConnection.tls(gateway);
                RawConnection stranger = RawConnection.tls(gateway)) {
            headers.send("POST /mcp HTTP/1.1\r\nHost: loc");
            body.send(head("POST", "/mcp", "Content-Length: 100\r\n") + "\r\n{");
            stranger.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{");

            assertThat(headers.readAll()).isEmpty();
            assertThat(body.readAll()).isEmpty();
            assertThat(stranger.readAll()).doesNotContain("HTTP/1.1 2");
        }
    }

    @Test
    void aSlowBodyOverHttp2EndsItsOwnStreamOnly() throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            HttpClient client = vertx.createHttpClient(new HttpClientOptions()
                    .setSsl(true)
                    .setTrustAll(true)
                    .setVerifyHost(false)
                    .setUseAlpn(true)
                    .setProtocolVersion(HttpVersion.HTTP_2));
            HttpClientRequest slow = stream(client);
            Future<Integer> answered = slow.response().map(HttpClientResponse::statusCode);
            slow.setChunked(true).write("{").await(30, TimeUnit.SECONDS);
            HttpClientRequest other = stream(client);
            Future<Integer> served = other.response().map(HttpClientResponse::statusCode);
            other.send(TestCaller.envelope("simulate_work", "{\"ms\":4000}"));

            assertThat(answered.otherwise(0).await(30, TimeUnit.SECONDS)).isZero();
            assertThat(served.await(30, TimeUnit.SECONDS)).isEqualTo(200);
            assertThat(other.connection()).isSameAs(slow.connection());
        } finally {
            vertx.close().await(30, TimeUnit.SECONDS);
        }
    }

    private HttpClientRequest stream(HttpClient client) throws TimeoutException {
        return client.request(HttpMethod.POST, gateway.port(), "localhost", "/mcp")
                .await(30, TimeUnit.SECONDS)
                .putHeader("Content-Type", "application/json")
                .putHeader("Authorization", "Bearer " + gateway.token("ada", "user"));
    }

    @Test
    void answersAThousandRequestsThatComeInOneWrite() throws IOException {
        String ask = "GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";
        String last = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

        assertThat(ask(ask.repeat(999) + last).split("HTTP/1.1 200", -1)).hasSize(1_001);
    }

    @Test
    void survivesHalfClosedAndResetConnectionsInTheMiddleOfABody() throws IOException {
        String begun = head("POST", "/mcp", "Content-Length: 100\r\n") + "\r\n{";
        for (int i = 0; i < 20; i++) {
            RawConnection.tls(gateway).send(begun).reset();
            try (RawConnection half = RawConnection.tls(gateway)) {
                assertThat(half.send(begun).halfClose().readAll()).isEmpty();
            }
        }
    }

    @Test
    @Tag("R-106")
    void clientsThatResetWhileTheirCallsRunAndWaitLeaveNothingBehind() throws IOException {
        byte[] body =
                bytes(TestCaller.modernBody("tools/call", "\"name\":\"simulate_work\",\"arguments\":{\"ms\":20000}"));
        String headers = "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: simulate_work\r\n";
        List<RawConnection> lines = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            lines.add(RawConnection.tls(gateway).send(request(body, headers)));
        }
        await().untilAsserted(() -> {
            Answer health = gateway.nobody().get("/health");
            assertThat(health.json().path("activeRequests").asInt()).isEqualTo(100);
            assertThat(health.json().path("queueSize").asInt()).isEqualTo(20);
        });

        for (RawConnection line : lines) {
            line.reset();
        }
    }

    @Test
    @Tag("R-101")
    void refusesPlainHttpAndNoiseOnTheTlsPort() throws IOException {
        for (String noise :
                List.of("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n", "\0".repeat(500), "SSH-2.0-x\r\n")) {
            try (RawConnection line = RawConnection.plain(gateway)) {
                assertThat(line.send(noise).halfClose().readAll()).doesNotContain("HTTP/1.1 2");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"jdk", "auto"})
    @Tag("R-101")
    void shakesHandsOnceForEachConnection(String engine, @TempDir Path home) throws Exception {
        Path file = Files.writeString(home.resolve("sluice.yaml"), "server: {tls: {engine: " + engine + "}}");
        try (SluiceProcess sluice = SluiceProcess.java(home, Map.of("PORT", "0"), "dev", "-c", file.toString())) {
            int port =
                    Integer.parseInt(sluice.await("endpoint\\s+https://localhost:(\\d+)/mcp", Duration.ofSeconds(60)));
            SSLContext trusting = TrustingClient.context(home.resolve(".sluice/cert.pem"));
            try (SSLSocket socket = (SSLSocket) trusting.getSocketFactory().createSocket("localhost", port)) {
                socket.setSoTimeout(10_000);
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.startHandshake();
                assertThatThrownBy(() -> {
                            socket.startHandshake();
                            socket.getInputStream().read();
                        })
                        .isInstanceOf(IOException.class)
                        .isNotInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
                "Content-Length: -4\r\n\r\nabcd",
                "Content-Length: 99999999999999999999\r\n\r\nabcd",
                "Transfer-Encoding: xchunked\r\n\r\nabcd",
                "X : a\r\n\r\n",
                "X: a\0b\r\n\r\n"
            })
    void refusesHeadsThatTwoReadersCouldReadInTwoWays(String rest) throws IOException {
        assertThat(ask(head("POST", "/mcp", "") + rest))
                .startsWith("HTTP/1.1 400")
                .contains("INVALID_REQUEST")
                .doesNotContain("HTTP/1.1 200");
    }

    private String post(byte[] body, String headers) throws IOException {
        try (RawConnection line = RawConnection.tls(gateway)) {
            return line.send(request(body, headers)).readAll();
        }
    }

    private String ask(String request) throws IOException {
        try (RawConnection line = RawConnection.tls(gateway)) {
            return line.send(request).readAll();
        }
    }

    private byte[] request(byte[] body, String headers) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(bytes(
                head("POST", "/mcp", headers) + "Connection: close\r\nContent-Length: " + body.length + "\r\n\r\n"));
        out.writeBytes(body);
        return out.toByteArray();
    }

    /** The head of a request of a known caller, without the empty line that ends it. */
    private String head(String method, String path, String headers) {
        return method + ' ' + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Authorization: Bearer " + gateway.token("ada", "user") + "\r\n" + headers;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
