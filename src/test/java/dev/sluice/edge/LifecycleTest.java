package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outcome;
import dev.sluice.bus.Serving;
import dev.sluice.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LifecycleTest {
    @Test
    @Tag("R-114")
    void refusesNewWorkWhileItDrainsAndFinishesWhatRuns() {
        try (EdgeHarness gateway = new EdgeHarness()) {
            Promise<Outcome> promise = Promise.promise();
            gateway.stubs.tools.put("echo", call -> promise.future());
            Future<Reply> running = gateway.ask()
                    .headers(EdgeHarness.modernHeaders("tools/call"))
                    .header("Mcp-Name", "echo")
                    .send(HttpMethod.POST, Buffer.buffer(Ask.modernBody("tools/call", "\"name\":\"echo\",")));
            await().until(() -> !gateway.stubs.calls.isEmpty());

            gateway.serving.publish(Serving.DRAINING);
            var refused = gateway.ask().call("echo", "{}");
            var list = gateway.ask().modern("tools/list", "");
            Future<?> stopped = gateway.stop();
            promise.complete(Stubs.text("finished"));

            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.code()).isEqualTo("DRAINING");
            assertThat(refused.header("Connection")).isEqualTo("close");
            assertThat(refused.header("Retry-After")).isEqualTo("1");
            assertThat(list.status()).isEqualTo(503);
            await().until(() -> stopped.isComplete() && running.isComplete());
            assertThat(running.result().body()).contains("finished");
        }
    }

    @Test
    void saysInOneSentenceThatThePortIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> new EdgeHarness(settings -> settings.port = taken.getLocalPort()))
                    .hasMessageContaining(
                            "Port " + taken.getLocalPort() + " of 127.0.0.1 is already in use (server.port)");
        }
    }

    @Test
    @Tag("R-101")
    void saysInOneSentenceWhatIsWrongWithTheCertificate(@TempDir Path dir) throws Exception {
        Path rubbish = Files.writeString(dir.resolve("cert.pem"), "rubbish");

        assertThatThrownBy(() -> new EdgeHarness(settings -> settings.keyPath = dir.resolve("none.pem")))
                .hasMessageContaining("none.pem (server.tls.keyPath)");
        assertThatThrownBy(() -> new EdgeHarness(settings -> settings.certPath = rubbish))
                .hasMessageContaining("cert.pem")
                .hasMessageContaining("server.tls");
    }

    @ParameterizedTest
    @EnumSource(TlsConfig.Engine.class)
    @Tag("R-101")
    void servesWithEveryTlsEngine(TlsConfig.Engine engine) {
        try (EdgeHarness gateway = new EdgeHarness(settings -> settings.engine = engine)) {
            assertThat(gateway.ask().legacy("ping", "").status()).isEqualTo(200);
            assertThat(gateway.ask().overHttp2().legacy("ping", "").status()).isEqualTo(200);
        }
    }

    @Test
    @Tag("R-101")
    void servesPlainHttpOnlyWhenAskedForAndThenSendsNoHsts() {
        try (EdgeHarness gateway = new EdgeHarness(settings -> settings.tls = false)) {
            var reply = gateway.ask().legacy("ping", "");

            assertThat(reply.status()).isEqualTo(200);
            assertThat(reply.headers().contains("Strict-Transport-Security")).isFalse();
        }
    }

    @Test
    void sharesOneFreePortAmongShards() {
        try (EdgeHarness gateway = new EdgeHarness(3, settings -> {}, List.of())) {
            Set<String> origins = ConcurrentHashMap.newKeySet();
            await().until(() -> {
                var client = gateway.vertx.createHttpClient(new io.vertx.core.http.HttpClientOptions()
                        .setSsl(true)
                        .setTrustAll(true)
                        .setVerifyHost(false)
                        .setDefaultHost("127.0.0.1")
                        .setDefaultPort(gateway.port.get()));
                var reply = new Ask(gateway, client)
                        .header("Authorization", "Bearer alice")
                        .call("echo", "{}");
                origins.add(reply.header("X-Request-Id").replaceAll("-.*", ""));
                client.close();
                return origins.size() == 3;
            });
            assertThat(origins).containsExactlyInAnyOrder("test.0", "test.1", "test.2");
        }
    }

    @Test
    void servesEverybodyWhenOpen() {
        try (EdgeHarness gateway = new EdgeHarness(settings -> settings.open = true)) {
            assertThat(gateway.stranger().call("echo", "{}").status()).isEqualTo(200);
            assertThat(gateway.stubs.calls.element().principal().anonymous()).isTrue();
            assertThat(gateway.stranger().call("admin-only", "{}").status()).isEqualTo(403);
        }
    }

    @Test
    void mountsPagesWithTheirOwnAnswers() {
        try (EdgeHarness gateway = new EdgeHarness(1, settings -> {}, List.of((router, shard) -> {
            router.get("/page").handler(context -> context.end("shard " + shard));
            router.get("/broken").handler(context -> {
                throw new IllegalStateException("a secret");
            });
        }))) {
            assertThat(gateway.stranger().path("/page").method("GET").body()).isEqualTo("shard 0");
            assertThat(gateway.stranger().path("/page").method("POST").status()).isEqualTo(405);
            var broken = gateway.stranger().path("/broken").method("GET");
            assertThat(broken.status()).isEqualTo(500);
            assertThat(broken.body()).doesNotContain("secret").contains("INTERNAL_ERROR");
            assertThat(broken.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
    }

    @Test
    @Tag("R-601")
    void countsWhatItAnswers() {
        try (EdgeHarness gateway = new EdgeHarness()) {
            gateway.ask().call("echo", "{}");
            gateway.ask().call("admin-only", "{}");
            gateway.stranger().legacy("ping", "");

            assertThat(gateway.meters
                            .get("mcp.request.duration")
                            .tags("method", "tools/call", "outcome", "ok")
                            .timer()
                            .count())
                    .isEqualTo(1);
            assertThat(gateway.meters
                            .get("mcp.errors")
                            .tag("code", "INSUFFICIENT_PERMISSIONS")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(gateway.meters
                            .get("mcp.errors")
                            .tag("code", "AUTH_REQUIRED")
                            .counter()
                            .count())
                    .isEqualTo(1);
            assertThat(gateway.meters.get("mcp.active.connections").gauge().value())
                    .isPositive()
                    .isEqualTo(gateway.connections.open());
            assertThat(gateway.audit.stream().filter(e -> e.kind().equals("call")))
                    .extracting(e -> e.outcome() + ' ' + e.target() + ' ' + e.principal() + ' ' + e.revision())
                    .containsExactly(
                            "ok echo test|alice 2026-07-28",
                            "INSUFFICIENT_PERMISSIONS admin-only test|alice 2026-07-28");
        }
    }
}
