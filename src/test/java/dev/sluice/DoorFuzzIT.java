package dev.sluice;

import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.clients.features.FeaturesProvider;
import dev.sluice.fuzz.Fuzz;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusalCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Random requests to a real door over TLS. Each is answered in the shape of JSON-RPC with a status of the table, or the
 * connection is closed; never 500. Nothing is left behind, and the door lives on.
 */
@Tag("R-115")
@Tag("R-201")
@Tag("R-202")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DoorFuzzIT {
    private static final Set<Integer> STATUSES = Stream.concat(
                    Stream.of(200, 202, 204),
                    Arrays.stream(RefusalCode.values())
                            .map(RefusalCode::status)
                            .filter(status -> status != 0
                                    && status != RefusalCode.INTERNAL_ERROR.status()
                                    && status != RefusalCode.CANCELLED.status()))
            .collect(toUnmodifiableSet());
    private static final List<String> INTERNALS = List.of("dev.sluice", "io.vertx", "java.", "Exception", "/work");
    private static final long HEAP_GROWTH = 48L << 20;

    private GatewayFixture gateway;
    private TestCaller ada;
    private FuzzedRequests requests;
    private @Nullable KeepAliveConnection connection;
    private long heapBefore;

    @BeforeAll
    void start() {
        gateway = GatewayFixture.start("""
                server: {bodyTimeout: 2s, idleTimeout: 4s, maxBodySize: 64KiB}
                limits: {perUser: 0, perAddress: 0}
                auth: {failureBudget: 1000000}
                """, Map.of(), plugins -> PluginJar.of(FeaturesProvider.class, plugins));
        ada = gateway.as("ada", "user");
        List<String> sessions = Stream.of("2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25")
                .map(this::session)
                .toList();
        requests = new FuzzedRequests(List.of("Authorization: Bearer " + gateway.token("ada", "user")), sessions);
    }

    @AfterAll
    void stop() throws IOException {
        disconnect();
        gateway.close();
    }

    @BeforeEach
    void measure() {
        heapBefore = heap();
    }

    @AfterEach
    void livesOnAndHoldsNothing() throws IOException {
        disconnect();
        await().untilAsserted(() -> {
            JsonNode health = gateway.nobody().get("/health").json();
            assertThat(health.path("activeRequests").asInt(-1)).isZero();
            assertThat(health.path("queueSize").asInt(-1)).isZero();
        });
        await().untilAsserted(() -> assertThat(openConnections()).isLessThanOrEqualTo(2));
        Answer answer = ada.call("hello_world", "{\"name\":\"Ada\"}");
        assertThat(answer.toolText()).as(answer.text()).contains("Ada");
        assertThat(heap() - heapBefore).isLessThan(HEAP_GROWTH);
    }

    @Test
    void answersWhateverAMessageHolds() throws InterruptedException {
        Fuzz.check(3, draw -> {
            byte[] request = requests.message(draw);

            Optional<KeepAliveConnection.Response> answer = send(request, false);

            assertThat(answer).as(text(request)).isPresent();
            assertFits(request, answer.get());
        });
    }

    @Test
    void answersOrClosesWhateverTheHeadHolds() throws InterruptedException {
        Fuzz.check(3, draw -> {
            byte[] request = requests.mess(draw);

            Optional<KeepAliveConnection.Response> answer = send(request, true);

            answer.filter(response -> !isUnknownVersion(response)).ifPresent(response -> assertFits(request, response));
        });
    }

    /** Vert.x answers a version of HTTP that it does not know by itself, before there is a request, and closes. */
    private static boolean isUnknownVersion(KeepAliveConnection.Response response) {
        return response.status() == 501 && response.text().isEmpty();
    }

    private Optional<KeepAliveConnection.Response> send(byte[] request, boolean last) throws IOException {
        KeepAliveConnection open = connection == null ? new KeepAliveConnection(gateway) : connection;
        connection = open;
        try {
            Optional<KeepAliveConnection.Response> answer = open.exchange(request, last);
            if (last || answer.isEmpty() || answer.get().isLast()) {
                disconnect();
            }
            return answer;
        } catch (IOException e) {
            throw new IOException("neither answered nor closed: " + text(request), e);
        }
    }

    private void disconnect() throws IOException {
        if (connection != null) {
            connection.close();
            connection = null;
        }
    }

    private static void assertFits(byte[] request, KeepAliveConnection.Response response) {
        String story = text(request) + "\n\n" + response.status() + ' ' + response.text();
        assertThat(response.status()).as(story).isIn(STATUSES);
        assertThat(response.text()).as(story).doesNotContain(INTERNALS);
        if (response.text().isEmpty()) {
            assertThat(response.isStream() || text(request).startsWith("HEAD") || response.status() != 200)
                    .as(story)
                    .isTrue();
            return;
        }
        JsonNode json = readable(response.text());
        if (json.isArray()) {
            json.forEach(each -> assertMessage(story, each));
        } else {
            assertMessage(story, json);
        }
    }

    /** An id that is echoed may be a number which no decimal can hold. */
    private static JsonNode readable(String text) {
        return RawJson.of(text.replaceAll("([0-9])[eE][+-]?[0-9]{6,}", "$1")).tree();
    }

    /** JSON-RPC 2.0, section 5; the envelope has {@code type} instead of {@code jsonrpc}. */
    private static void assertMessage(String story, JsonNode message) {
        boolean envelope =
                List.of("response", "error").contains(message.path("type").asText());
        assertThat(envelope || message.path("jsonrpc").asText().equals("2.0"))
                .as(story)
                .isTrue();
        assertThat(message.has("result")).as(story).isNotEqualTo(message.has("error"));
        if (message.has("error")) {
            JsonNode error = message.path("error");
            assertThat(error.path("code").isInt()).as(story).isTrue();
            assertThat(error.path("code").asInt()).as(story).isNotZero();
            assertThat(error.path("message").asText()).as(story).isNotBlank();
            assertThat(error.path("data").path("code").asText())
                    .as(story)
                    .isNotEqualTo(RefusalCode.INTERNAL_ERROR.name());
        }
    }

    private String session(String revision) {
        return ada.post(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\""
                                + revision
                                + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
                        Map.of())
                .header("Mcp-Session-Id");
    }

    private int openConnections() {
        String text = gateway.as("ops", "admin").get("/metrics/prometheus").text();
        return text.lines()
                .filter(line -> line.startsWith("mcp_active_connections"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @SuppressWarnings("SystemGc") // what is left after a collection is what was kept
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static String text(byte[] request) {
        return new String(request, java.nio.charset.StandardCharsets.UTF_8);
    }
}
