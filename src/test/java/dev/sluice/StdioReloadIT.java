package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway on pipes whose configuration file changes. */
@Tag("R-204")
@Tag("R-505")
class StdioReloadIT {
    private static final String CHANGED = "notifications/tools/list_changed";

    @TempDir
    Path home;

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
    void followsItsFileAndItsClientHearsOfIt() throws Exception {
        Path file = Files.writeString(home.resolve("sluice.yaml"), yaml(""));
        try (StdioProcess sluice = StdioProcess.start(home, Map.of("LOG_LEVEL", "info"), "-c", file.toString())) {
            sluice.send(
                    Lines.initialize("0", "2025-06-18", ""), Lines.INITIALIZED, Lines.request("1", "tools/list", ""));
            assertThat(sluice.await("1").at("/result/tools"))
                    .extracting(tool -> tool.path("name").asText())
                    .isNotEmpty()
                    .doesNotContain("hub__dig");

            // when a service comes
            rewrite(file, yaml("upstreams: {hub: {url: 'http://127.0.0.1:" + behind.port() + "/mcp'}}\n"));
            sluice.signal("HUP");

            // then
            sluice.await(message -> message.path("method").asText().equals(CHANGED));
            sluice.send(
                    Lines.request("2", "tools/call", Lines.call("hub__dig", "{}")),
                    Lines.request("3", "tools/call", Lines.call("hub__wait", "{}")));
            assertThat(text(sluice.await("2"))).isEqualTo("done: dig");

            // when it goes while one of its calls runs
            await().until(() -> behind.waiting.get() == 1);
            rewrite(file, yaml(""));
            sluice.signal("HUP");

            // then
            sluice.await(message -> sluice.messages().stream()
                            .filter(each -> each.path("method").asText().equals(CHANGED))
                            .count()
                    > 1);
            behind.release();
            assertThat(text(sluice.await("3"))).isEqualTo("done: wait");
            sluice.send(Lines.request("4", "tools/call", Lines.call("hub__dig", "{}")));
            assertThat(sluice.await("4").has("error")).isTrue();
            sluice.end();
            assertThat(sluice.exitCode()).isZero();
            assertThat(sluice.strays()).isEmpty();
        }
    }

    private static String yaml(String services) {
        return "limits: {perUser: 0}\n" + services;
    }

    private static void rewrite(Path file, String text) throws Exception {
        Path fresh = Files.writeString(file.resolveSibling("fresh.yaml"), text);
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private static String text(JsonNode answer) {
        return answer.at("/result/content/0/text").asText();
    }
}
