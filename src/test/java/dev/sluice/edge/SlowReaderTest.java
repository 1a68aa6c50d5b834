package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Call;
import dev.sluice.bus.Note;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.LogLevel;
import dev.sluice.mcp.RawJson;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that do not read what they asked for. */
class SlowReaderTest {
    private static final String BODY =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"echo\","
                    + EdgeHarness.meta()
                            .replace("\"_meta\":{", "\"_meta\":{\"io.modelcontextprotocol/logLevel\":\"debug\",")
                    + "}}";
    private static final String LINE = "x".repeat(10_000);

    private final Settings patient = new Settings();
    private EdgeHarness gateway = new EdgeHarness(1, settings -> settings.streamBuffer = 200_000, List.of());
    private final Promise<Outcome> outcome = Promise.promise();

    @AfterEach
    void close() {
        gateway.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("R-202")
    void areCutOffAtTheBoundAndTheirCallCancelled(boolean http2) {
        gateway.stubs.tools.put("echo", call -> outcome.future());
        EventReader stream = call(http2);
        stream.messages(1);
        stream.pause();

        await().until(() -> {
            log(50);
            return cut() == 1;
        });

        await().until(() -> !gateway.stubs.cancellations.isEmpty());
        assertThat(gateway.meters
                        .get("mcp.streams.open")
                        .tag("kind", "call")
                        .gauge()
                        .value())
                .isZero();
        outcome.complete(Stubs.text("late"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Tag("R-202")
    void getEverythingWhenTheyReadOnInTime(boolean http2) {
        gateway.stubs.tools.put("echo", call -> outcome.future());
        EventReader stream = call(http2);
        stream.messages(1);
        stream.pause();
        log(25);

        stream.resume();
        stream.messages(26);
        outcome.complete(Stubs.text("finished"));

        assertThat(stream.all())
                .hasSize(27)
                .last()
                .satisfies(event -> assertThat(event.data()).contains("finished"));
        assertThat(cut()).isZero();
    }

    @Test
    @Tag("R-202")
    void areCutOffWhenTheyTakeNothingForLong() throws Exception {
        patient.heartbeat = Duration.ofMillis(250);
        try (EdgeHarness other = new EdgeHarness(1, this::beVeryPatient, List.of());
                Wires wires = callAndReadNothing(other)) {
            await().until(() -> cut() == 1);
            await().until(() ->
                    gateway.meters.get("mcp.streams.waiting.bytes").gauge().value() == 0);
            await().until(() -> !gateway.stubs.cancellations.isEmpty());
            await().until(() -> gateway.connections.open() == 0);
            assertThat(wires).isNotNull();
        }
    }

    @Test
    @Tag("R-105")
    void doNotKeepAConnectionOnceEverythingIsSaid() throws Exception {
        try (EdgeHarness other = new EdgeHarness(1, this::beVeryPatient, List.of());
                Wires wires = callAndReadNothing(other)) {
            outcome.complete(Stubs.text("finished"));

            await().until(() -> gateway.connections.open() == 0);
            assertThat(cut()).isZero();
            assertThat(wires).isNotNull();
        }
    }

    @Test
    @Tag("R-114")
    void doNotHoldTheDoorOpenWhenItCloses() throws Exception {
        patient.shutdown = Duration.ofMillis(500);
        try (EdgeHarness other = new EdgeHarness(1, this::beVeryPatient, List.of());
                Wires wires = callAndReadNothing(other)) {
            var stopped = gateway.stop();

            await().atMost(Duration.ofSeconds(30)).until(stopped::isComplete);
            assertThat(wires).isNotNull();
        }
    }

    /** More than its connection holds is on its way to a client that takes nothing. */
    private Wires callAndReadNothing(EdgeHarness other) throws Exception {
        gateway.close();
        gateway = other;
        gateway.stubs.tools.put("echo", call -> outcome.future());
        Wires wires = Wires.narrow(gateway.port.get());
        wires.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer alice\r\n"
                + "Accept: application/json, text/event-stream\r\nContent-Type: application/json\r\n"
                + "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: tools/call\r\nMcp-Name: echo\r\n"
                + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY);
        await().until(() -> !gateway.stubs.calls.isEmpty());
        await().until(() -> {
            log(100);
            return gateway.meters.get("mcp.streams.waiting.bytes").gauge().value() > 0 || cut() > 0;
        });
        return wires;
    }

    /** More than a connection holds waits here without reaching the bound. */
    private void beVeryPatient(Settings settings) {
        settings.streamBuffer = 64L * 1024 * 1024;
        settings.idle = Duration.ofMillis(300);
        settings.heartbeat = patient.heartbeat;
        settings.shutdown = patient.shutdown;
    }

    private EventReader call(boolean http2) {
        Ask ask = http2 ? gateway.ask().overHttp2() : gateway.ask();
        var opening = ask.header("Accept", "application/json, text/event-stream")
                .headers(EdgeHarness.modernHeaders("tools/call"))
                .header("Mcp-Name", "echo")
                .opening("POST", BODY);
        await().until(() -> !gateway.stubs.calls.isEmpty());
        log(1);
        await().until(opening::succeeded);
        return opening.result();
    }

    private void log(int count) {
        Call call = gateway.stubs.calls.element();
        for (int i = 0; i < count; i++) {
            gateway.vertx
                    .eventBus()
                    .send(
                            Addresses.notes(0),
                            new Note.Log(
                                    call.id(),
                                    LogLevel.INFO,
                                    RawJson.of("{\"level\":\"info\",\"data\":\"" + LINE + "\"}")));
        }
    }

    private double cut() {
        return gateway.meters.get("mcp.streams.cut").counter().count();
    }
}
