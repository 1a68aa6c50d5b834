package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.config.ConfigWatcher;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose configuration file changes under load: real files, real TLS, real servers behind it. */
@Tag("R-505")
class ReloadIT {
    private static final Pattern RELOADS = Pattern.compile("(?m)^mcp_reloads_total\\{outcome=\"(\\w+)\"} (\\S+)$");
    private static final String CHANGED = "notifications/tools/list_changed";
    private static final String OPS = "servers: {ops: {tools: ['*']}}\n";

    private final Vertx vertx = Vertx.vertx();
    private HoleServer behind;

    @BeforeEach
    void listen() throws Exception {
        behind = new HoleServer(vertx);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().await(30, TimeUnit.SECONDS);
    }

    @Test
    @Tag("R-202")
    @Tag("R-306")
    void everythingThatMayChangeChangesUnderLoadAndNoCallFailsAndNoConnectionIsClosed() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.start(rest("v1") + OPS);
                KeptLoad load = new KeptLoad(gateway, 4, Map.of("hello_world", "{}", "forecast", "{}"));
                Listener listener = new Listener(gateway, gateway.as("leo"));
                Listener ops = new Listener(gateway, gateway.as("leo").at("ops"))) {
            ConfigWatcher watcher = gateway.follow();
            TestCaller ada = gateway.as("ada");
            assertThat(tools(ada)).contains("forecast").doesNotContain("hub__dig");
            await().until(() -> load.calls() > 20);

            // when an upstream comes
            rewrite(gateway, watcher, rest("v1") + OPS + upstream(""));
            assertThat(tools(ada)).contains("hub__dig", "hub__wait");
            assertThat(ada.call("hub__dig", "{}").toolText()).isEqualTo("done: dig");
            listener.hears(CHANGED, 1);

            // when its prefix changes
            rewrite(gateway, watcher, rest("v1") + OPS + upstream("h_"));
            assertThat(tools(ada)).contains("h_dig").doesNotContain("hub__dig");
            assertThat(ada.call("h_dig", "{}").toolText()).isEqualTo("done: dig");
            listener.hears(CHANGED, 2);

            // when a REST tool changes
            assertThat(ada.call("forecast", "{}").text()).contains("/v1");
            rewrite(gateway, watcher, rest("v2") + OPS + upstream("h_"));
            assertThat(ada.call("forecast", "{}").text()).contains("/v2");

            // when an endpoint comes, and finds tools by searching
            assertThat(ada.at("support").call("h_dig", "{}").status()).isEqualTo(404);
            String servers = "servers: {ops: {tools: ['*']}, support: {tools: ['h_*'], search: true}}\n";
            rewrite(gateway, watcher, rest("v2") + servers + upstream("h_"));
            assertThat(tools(ada.at("support"))).containsExactlyInAnyOrder("find_tools", "call_tool");
            assertThat(ada.at("support")
                            .call("find_tools", "{\"query\":\"dig\"}")
                            .text())
                    .contains("h_dig");
            assertThat(ada.at("support").call("h_dig", "{}").toolText()).isEqualTo("done: dig");

            // when a tool is for other roles
            String rules = "tools: {h_dig: {roles: [digger]}}\n";
            rewrite(gateway, watcher, rest("v2") + servers + upstream("h_") + rules);
            assertThat(ada.call("h_dig", "{}").code()).isEqualTo("INSUFFICIENT_PERMISSIONS");
            assertThat(gateway.as("dora", "digger").call("h_dig", "{}").toolText())
                    .isEqualTo("done: dig");

            // when endpoints go
            assertThat(ops.isOver()).isFalse();
            rewrite(gateway, watcher, rest("v2") + upstream("h_") + rules);
            assertThat(ada.at("ops").modern("tools/list", "", Map.of()).status())
                    .isEqualTo(404);
            await().until(ops::isOver);

            // when the upstream goes while one of its calls runs
            CompletableFuture<Answer> running = ada.callLater("h_wait", "{}");
            await().until(() -> behind.waiting.get() == 1);
            rewrite(gateway, watcher, rest("v2"));
            assertThat(tools(ada)).contains("forecast").doesNotContain("h_dig", "h_wait");
            assertThat(running).isNotDone();
            behind.release();

            // then
            assertThat(running.get(30, TimeUnit.SECONDS).toolText()).isEqualTo("done: wait");
            assertThat(listener.isOver()).isFalse();
            int before = load.calls();
            await().until(() -> load.calls() > before + 20);
            assertThat(load.end()).isEmpty();
            assertThat(reloads(gateway)).isEqualTo(Map.of("applied", 7.0, "incomplete", 0.0, "refused", 0.0));
        }
    }

    @Test
    void aBrokenFileChangesNothingAndOneThatIsMendedIsTaken() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.start(rest("v1"))) {
            ConfigWatcher watcher = gateway.follow();
            TestCaller ada = gateway.as("ada");

            // when
            rewrite(gateway, watcher, rest("v2") + upstream("") + "tools: {hello_world: {rolls: [x]}}\n");

            // then
            assertThat(reloads(gateway)).containsEntry("refused", 1.0).containsEntry("applied", 0.0);
            assertThat(tools(ada)).doesNotContain("hub__dig");
            assertThat(ada.call("forecast", "{}").text()).contains("/v1");

            // when
            rewrite(gateway, watcher, rest("v2") + upstream(""));

            // then
            assertThat(reloads(gateway)).containsEntry("refused", 1.0).containsEntry("applied", 1.0);
            assertThat(tools(ada)).contains("hub__dig");
            assertThat(ada.call("forecast", "{}").text()).contains("/v2");
        }
    }

    @Test
    @Tag("R-202")
    void aConfigurationThatTheCatalogueRefusesTakesNothingAway() throws Exception {
        String bounded = upstream("").replace("hub: {", "hub: {pins: 'off', admission: {maxRunning: 1}, ");
        try (GatewayFixture gateway =
                GatewayFixture.start(rest("v1").replace("prefix", "pins: 'off'\n    prefix") + bounded)) {
            // given a call that runs, one that waits for it, and a file that the first pinned service needs
            ConfigWatcher watcher = gateway.follow();
            TestCaller ada = gateway.as("ada");
            CompletableFuture<Answer> running = ada.callLater("hub__wait", "{}");
            await().until(() -> behind.waiting.get() == 1);
            CompletableFuture<Answer> waiting = ada.callLater("hub__dig", "{}");
            await().until(() -> metrics(gateway).contains("mcp_admission_waiting{gate=\"provider:hub\"} 1"));
            Files.writeString(gateway.config().federation().pins(), "{");

            // when
            rewrite(gateway, watcher, rest("v2") + "servers: {found: {tools: ['*'], search: true}}\n");

            // then
            assertThat(reloads(gateway)).containsEntry("refused", 1.0).containsEntry("applied", 0.0);
            assertThat(tools(ada)).contains("forecast", "hub__dig", "hub__wait");
            assertThat(ada.call("forecast", "{}").text()).contains("/v1");
            assertThat(gateway.gateway().services()).containsOnlyKeys("hub", "weather");
            assertThat(running).isNotDone();
            assertThat(waiting).isNotDone();
            behind.release();
            assertThat(running.get(30, TimeUnit.SECONDS).toolText()).isEqualTo("done: wait");
            assertThat(waiting.get(30, TimeUnit.SECONDS).toolText()).isEqualTo("done: dig");
            assertThat(ada.call("hub__dig", "{}").toolText()).isEqualTo("done: dig");

            // when the file is as it should be
            Files.delete(gateway.config().federation().pins());
            rewrite(gateway, watcher, rest("v2") + "servers: {}\n");

            // then
            assertThat(reloads(gateway)).containsEntry("applied", 1.0);
            assertThat(tools(ada)).contains("forecast").doesNotContain("hub__dig");
            assertThat(ada.call("forecast", "{}").text()).contains("/v2");
            assertThat(gateway.gateway().services()).containsOnlyKeys("weather");
        }
    }

    @Test
    void aServiceThatCannotBeStartedLeavesTheFormerOneAndIsReported() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.start(rest("v1"))) {
            ConfigWatcher watcher = gateway.follow();
            Files.writeString(gateway.file().resolveSibling("weather.json"), "{\"openapi\": 3}");
            String mistake = rest("v2").replace("prefix: \"\"", "prefix: \"\"\n    openapi: weather.json");

            // when
            rewrite(gateway, watcher, mistake + upstream(""));

            // then
            TestCaller ada = gateway.as("ada");
            assertThat(reloads(gateway)).containsEntry("incomplete", 1.0);
            assertThat(ada.call("forecast", "{}").text()).contains("/v1");
            assertThat(ada.call("hub__dig", "{}").toolText()).isEqualTo("done: dig");
        }
    }

    @Test
    @Tag("R-306")
    void aServiceThatCouldNotBeStartedIsTriedAgainByItself() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.start(rest("v1"))) {
            ConfigWatcher watcher = gateway.follow();
            TestCaller ada = gateway.as("ada");
            Path document = Files.writeString(gateway.file().resolveSibling("weather.json"), "{\"openapi\": 3}");
            rewrite(gateway, watcher, rest("v2").replace("prefix: \"\"", "prefix: \"\"\n    openapi: weather.json"));
            assertThat(ada.call("forecast", "{}").text()).contains("/v1");
            assertThat(gateway.as("ops", "admin").get("/metrics/prometheus").text())
                    .contains("mcp_reload_retrying 1");
            // given that nothing looks at files any more
            watcher.close();

            // when
            Files.writeString(
                    document, "{\"openapi\":\"3.0.0\",\"info\":{\"title\":\"t\",\"version\":\"1\"},\"paths\":{}}");

            // then
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(
                            () -> assertThat(ada.call("forecast", "{}").text()).contains("/v2"));
            assertThat(gateway.as("ops", "admin").get("/metrics/prometheus").text())
                    .contains("mcp_reload_retrying 0");
            assertThat(reloads(gateway)).containsEntry("incomplete", 1.0).containsEntry("applied", 0.0);
        }
    }

    @Test
    void aServiceThatIsConfiguredWronglyIsNotTriedAgain() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.start(rest("v1"))) {
            ConfigWatcher watcher = gateway.follow();

            // when a tool has a header that its service has already
            rewrite(
                    gateway,
                    watcher,
                    rest("v2")
                            .replace("prefix: \"\"", "prefix: \"\"\n    headers: {X-Key: a}")
                            .replace("readOnly: true", "headers: {x-key: b}"));

            // then

            assertThat(reloads(gateway)).containsEntry("incomplete", 1.0);
            assertThat(gateway.as("ops", "admin").get("/metrics/prometheus").text())
                    .contains("mcp_reload_retrying 0");
        }
    }

    @Test
    void aServiceWithTheNameOfABuiltInProviderIsRefusedAsAtTheStart() throws Exception {
        try (GatewayFixture gateway = GatewayFixture.start("")) {
            ConfigWatcher watcher = gateway.follow();

            rewrite(gateway, watcher, upstream("").replace("hub:", "demo:"));

            assertThat(reloads(gateway)).containsEntry("refused", 1.0);
            assertThat(gateway.as("ada").call("hello_world", "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void runLooksAtItsFileOnSighupAndNamesWhatChangedAndWhatNeedsARestart(@TempDir Path home) throws Exception {
        Path file = Files.writeString(home.resolve("sluice.yaml"), rest("v1"));
        try (SluiceProcess sluice =
                SluiceProcess.java(home, Map.of("LOG_LEVEL", "info"), "dev", "--port", "0", "-c", file.toString())) {
            sluice.await("^\\s*(curl .*)$", Duration.ofSeconds(60));

            // when
            Files.writeString(file, rest("v2") + upstream("") + "admission: {maxRunning: 50}\n");
            sluice.signal("HUP");

            // then
            assertThat(sluice.await("(.*Configuration reloaded.*)", Duration.ofSeconds(20)))
                    .contains("upstreams +hub", "rest ~weather", "admission.maxRunning");

            // when
            Files.writeString(file, "server: {prot: 1}\n");
            sluice.signal("HUP");

            // then
            assertThat(sluice.await("(.*New configuration refused.*)", Duration.ofSeconds(20)))
                    .contains("server.prot");
            sluice.signal("TERM");
            assertThat(sluice.exitCode(Duration.ofSeconds(30))).isZero();
        }
    }

    private String rest(String version) {
        return """
                limits: {perUser: 0, perAddress: 0}
                rest:
                  weather:
                    url: http://127.0.0.1:%d
                    prefix: ""
                    tools:
                      forecast: {description: Forecast, method: GET, path: '/%s', readOnly: true}
                """.formatted(behind.port(), version);
    }

    private String upstream(String prefix) {
        return "upstreams: {hub: {url: 'http://127.0.0.1:" + behind.port() + "/mcp'"
                + (prefix.isEmpty() ? "" : ", prefix: " + prefix) + "}}\n";
    }

    /** Writes the file as a careful person does, and waits until something has come of it. */
    private static void rewrite(GatewayFixture gateway, ConfigWatcher watcher, String yaml) throws IOException {
        double before = sum(gateway);
        Path fresh = Files.writeString(gateway.file().resolveSibling("fresh.yaml"), yaml);
        Files.move(fresh, gateway.file(), StandardCopyOption.ATOMIC_MOVE);
        watcher.wake();
        await().atMost(Duration.ofSeconds(30)).until(() -> sum(gateway) == before + 1);
    }

    private static double sum(GatewayFixture gateway) {
        return reloads(gateway).values().stream().mapToDouble(each -> each).sum();
    }

    private static Map<String, Double> reloads(GatewayFixture gateway) {
        Map<String, Double> reloads = new java.util.HashMap<>();
        Matcher matcher = RELOADS.matcher(metrics(gateway));
        while (matcher.find()) {
            reloads.put(matcher.group(1), Double.valueOf(matcher.group(2)));
        }
        return reloads;
    }

    private static String metrics(GatewayFixture gateway) {
        return gateway.as("ops", "admin").get("/metrics/prometheus").text();
    }

    private static List<String> tools(TestCaller caller) {
        return caller.modern("tools/list", "", Map.of()).json().at("/result/tools").findValuesAsText("name").stream()
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** A client that listens for changes of the list of tools. */
    private static final class Listener implements AutoCloseable {
        private final List<String> lines = new CopyOnWriteArrayList<>();
        private final HttpClient client;
        private final CompletableFuture<Void> over;

        Listener(GatewayFixture gateway, TestCaller there) {
            String body =
                    TestCaller.modernBody("subscriptions/listen", "\"notifications\":{\"toolsListChanged\":true}");
            client = TrustingClient.of(gateway.caCertificate());
            over = client.sendAsync(
                            there.request(
                                    body,
                                    Map.of("MCP-Protocol-Version", "2026-07-28", "Mcp-Method", "subscriptions/listen")),
                            BodyHandlers.ofLines())
                    .thenAcceptAsync(response -> response.body().forEach(lines::add));
            hears("notifications/subscriptions/acknowledged", 1);
        }

        void hears(String method, int times) {
            await().untilAsserted(() -> assertThat(lines.stream().filter(line -> line.contains(method)))
                    .hasSizeGreaterThanOrEqualTo(times));
        }

        boolean isOver() {
            return over.isDone();
        }

        @Override
        public void close() {
            client.shutdownNow();
        }
    }
}
