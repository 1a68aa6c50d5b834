package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Promise;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no HTTP client would do; after each of these the door still answers others. */
@Tag("R-101")
@Tag("R-115")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileSocketTest {
    private static final String HEAD = """
            POST /mcp HTTP/1.1\r
            Host: localhost\r
            Authorization: Bearer alice\r
            Content-Type: application/json\r
            """;
    private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}";

    private final EdgeHarness gateway = new EdgeHarness(settings -> {
        settings.body = Duration.ofMillis(1_500);
        settings.idle = Duration.ofSeconds(2);
    });

    @AfterAll
    void close() {
        gateway.close();
    }

    @BeforeEach
    void forget() {
        gateway.stubs.tools.clear();
        gateway.stubs.calls.clear();
        gateway.stubs.cancellations.clear();
    }

    @AfterEach
    void stillServes() throws Exception {
        // A connection of its own: a pooled one may be at its idle end just now.
        try (Wires wires = Wires.tls(gateway.port.get())) {
            assertThat(wires.send(post(PING)).readOne()).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void cutsSlowHeaders() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send("POST /mcp HTTP/1.1\r\nHost: loc");
            assertThat(wires.readAll()).isNull();
        }
    }

    @Test
    void cutsSlowHeadersAfterAGoodRequest() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            assertThat(wires.send(post(PING)).readOne()).startsWith("HTTP/1.1 200");
            wires.send("POST /mcp HTTP/1.1\r\nHost: loc");
            assertThat(wires.readAll()).isNull();
        }
    }

    @Test
    void cutsASlowBody() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send(HEAD + "Content-Length: 1000\r\n\r\n{\"jsonrpc\"");
            assertThat(wires.readAll()).isNull();
        }
    }

    @Test
    void cutsASlowBodyOfAStranger() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{\"jsonrpc\"");
            assertThat(wires.readAll()).isNull();
        }
    }

    @Test
    void doesNotCutACallThatTakesLongerThanTheIdleTime() throws Exception {
        Promise<dev.sluice.bus.Outcome> promise = Promise.promise();
        gateway.stubs.tools.put("echo", call -> promise.future());
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send(call());
            gateway.vertx.setTimer(4_000, ignored -> promise.complete(Stubs.text("late")));
            assertThat(wires.readOne()).contains("late");
        }
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send(post(PING) + post(PING.replace("1", "2")) + post(PING.replace("\"id\":1", "\"id\":3")));
            assertThat(wires.readOne()).contains("\"id\":1");
            wires.readOne();
            assertThat(wires.readOne()).contains("\"id\":3");
        }
    }

    @Test
    void takesAChunkedBody() throws Exception {
        String chunks = "14\r\n" + PING.substring(0, 20) + "\r\n" + Integer.toHexString(PING.length() - 20) + "\r\n"
                + PING.substring(20) + "\r\n0\r\n\r\n";
        try (Wires wires = Wires.tls(gateway.port.get())) {
            assertThat(wires.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n" + chunks)
                            .readOne())
                    .startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void refusesAChunkedBodyThatGrowsAboveTheBound() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send(HEAD + "Transfer-Encoding: chunked\r\n\r\n");
            for (int i = 0; i < 5; i++) {
                wires.send("4000\r\n" + "x".repeat(0x4000) + "\r\n");
            }
            assertThat(wires.readAll()).startsWith("HTTP/1.1 413").contains("TOO_LARGE");
        }
    }

    @Test
    void sendsContinueOnlyToWhomItKnows() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send(HEAD + "Expect: 100-continue\r\nContent-Length: " + PING.length() + "\r\n\r\n");
            assertThat(wires.readOne()).startsWith("HTTP/1.1 100");
            assertThat(wires.send(PING).readOne()).startsWith("HTTP/1.1 200");
        }
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send(
                    "POST /mcp HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 60000\r\n\r\n");
            assertThat(wires.readOne()).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void survivesAResetInTheMiddleOfABody() throws Exception {
        Wires wires = Wires.tls(gateway.port.get());
        wires.send(HEAD + "Content-Length: 1000\r\n\r\n{\"jsonrpc\"").reset();

        await().until(() -> gateway.connections.open() <= 2);
    }

    @Test
    void survivesAHalfClosedConnection() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send(HEAD + "Content-Length: 1000\r\n\r\n{\"jsonrpc\"").halfClose();
            assertThat(wires.readAll()).isNull();
        }
    }

    @Test
    void refusesPlainHttpOnTheTlsPort() throws Exception {
        try (Wires wires = Wires.plain(gateway.port.get())) {
            String answer = wires.send(post(PING)).readAll();
            assertThat(answer == null || !answer.contains("HTTP/1.1 200")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void speaksModernTls(String protocol) throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get(), protocol)) {
            assertThat(wires.protocol()).isEqualTo(protocol);
            assertThat(wires.send(post(PING)).readOne()).startsWith("HTTP/1.1 200");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void refusesOldTls(String protocol) {
        assertThatThrownBy(() -> Wires.tls(gateway.port.get(), protocol)).isInstanceOf(IOException.class);
    }

    @Test
    void refusesHeadersAboveTheBound() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            wires.send("GET /mcp HTTP/1.1\r\nX: " + "a".repeat(10_000) + "\r\n\r\n");
            assertThat(wires.readAll()).startsWith("HTTP/1.1 431").contains("X-Frame-Options", "HEADERS_TOO_LARGE");
        }
    }

    @Test
    void refusesWhatIsNotHttp() throws Exception {
        try (Wires wires = Wires.tls(gateway.port.get())) {
            assertThat(wires.send("hello\r\n\r\n").readAll()).contains(" 400 Bad Request");
        }
    }

    @Test
    void cancelsAModernCallWhoseClientGoesAway() throws Exception {
        gateway.stubs.tools.put(
                "echo", call -> Promise.<dev.sluice.bus.Outcome>promise().future());
        Wires wires = Wires.tls(gateway.port.get());
        wires.send(call());
        await().until(() -> !gateway.stubs.calls.isEmpty());

        wires.close();

        await().until(() -> !gateway.stubs.cancellations.isEmpty());
        assertThat(gateway.stubs.cancellations.element().reason()).isEqualTo("closed");
        assertThat(gateway.stubs.cancellations.element().call())
                .isEqualTo(gateway.stubs.calls.element().id());
    }

    @Test
    void closesConnectionsAboveTheBoundAndTakesNewOnesWhenThereIsRoom() throws Exception {
        try (EdgeHarness small = new EdgeHarness(settings -> settings.maxConnections = 3)) {
            Wires[] three = new Wires[3];
            for (int i = 0; i < three.length; i++) {
                three[i] = Wires.tls(small.port.get());
                assertThat(three[i].send(post(PING)).readOne()).startsWith("HTTP/1.1 200");
            }

            try (Wires fourth = Wires.tls(small.port.get())) {
                assertThat(fourth.readAll()).isNull();
            }

            assertThat(small.meters.get("mcp.connections.refused").counter().count())
                    .isEqualTo(1);
            assertThat(small.connections.open()).isEqualTo(3);
            for (Wires wires : three) {
                wires.close();
            }
            await().until(() -> small.connections.open() == 0);
            assertThat(small.ask().legacy("ping", "").status()).isEqualTo(200);
        }
    }

    private static String post(String body) {
        return HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    private static String call() {
        String body = Ask.modernBody("tools/call", "\"name\":\"echo\",");
        return HEAD + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\nContent-Length: "
                + body.length() + "\r\n\r\n" + body;
    }
}
