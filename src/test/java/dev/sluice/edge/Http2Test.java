package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outcome;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.RequestOptions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@Tag("R-101")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class Http2Test {
    private final EdgeHarness gateway = new EdgeHarness();

    @AfterAll
    void close() {
        gateway.close();
    }

    @Test
    void servesBothErasAndRefusalsOnOneConnection() {
        String session = gateway.session("2025-11-25");

        assertThat(gateway.ask().overHttp2().call("echo", "{}").status()).isEqualTo(200);
        assertThat(gateway.ask()
                        .overHttp2()
                        .header("Mcp-Session-Id", session)
                        .legacy("tools/list", "")
                        .status())
                .isEqualTo(200);
        assertThat(gateway.stranger().overHttp2().legacy("ping", "").status()).isEqualTo(401);
        var missing = gateway.ask().overHttp2().path("/nothing").method("GET");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.version()).isEqualTo(HttpVersion.HTTP_2);
        assertThat(gateway.connections.open()).isBetween(2, 3);
    }

    @Test
    void refusesLargeBodiesWithoutHurtingOtherStreams() {
        var tooLarge = gateway.ask().overHttp2().post("x".repeat(70_000));
        var stranger = gateway.stranger().overHttp2().post("x".repeat(20_000));

        assertThat(tooLarge.status()).isEqualTo(413);
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(gateway.ask().overHttp2().legacy("ping", "").status()).isEqualTo(200);
    }

    @Test
    void cancelsTheCallOfAStreamThatIsReset() throws Exception {
        gateway.stubs.tools.put("echo", call -> Promise.<Outcome>promise().future());
        gateway.stubs.calls.clear();
        gateway.stubs.cancellations.clear();
        HttpClientRequest request = gateway.http2
                .request(new RequestOptions()
                        .setMethod(HttpMethod.POST)
                        .setURI("/mcp")
                        .putHeader("Authorization", "Bearer alice")
                        .putHeader("Content-Type", "application/json")
                        .putHeader("MCP-Protocol-Version", "2026-07-28")
                        .putHeader("Mcp-Method", "tools/call")
                        .putHeader("Mcp-Name", "echo"))
                .await(30, TimeUnit.SECONDS);
        request.end(Buffer.buffer(Ask.modernBody("tools/call", "\"name\":\"echo\",")))
                .await(30, TimeUnit.SECONDS);
        await().until(() -> gateway.stubs.calls.stream()
                .anyMatch(call -> call.target().name().equals("echo")));

        request.reset();

        await().until(() -> !gateway.stubs.cancellations.isEmpty());
        assertThat(gateway.stubs.cancellations.element().reason()).isEqualTo("closed");
        gateway.stubs.tools.clear();
    }
}
