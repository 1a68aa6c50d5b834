package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("R-114")
class ShutdownIT {
    @Test
    void sigtermUnderLoadLosesNoAcceptedCallAndEndsWithZero(@TempDir Path home) throws Exception {
        Map<String, String> env = Map.of("PORT", "0", "RATE_LIMIT_USER_MAX", "0", "RATE_LIMIT_MAX", "0");
        try (SluiceProcess sluice = SluiceProcess.java(home, env, "dev")) {
            // given
            String port = sluice.await("endpoint\\s+https://localhost:(\\d+)/mcp", Duration.ofSeconds(60));
            String token = sluice.await("Authorization: Bearer ([^']+)'", Duration.ofSeconds(60));
            HttpClient client = TrustingClient.of(home.resolve(".sluice/cert.pem"));
            List<CompletableFuture<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 150; i++) {
                calls.add(client.sendAsync(slowCall(port, token), BodyHandlers.ofString()));
            }
            awaitLoad(client, port, 150);

            // when
            sluice.signal("TERM");
            int exit = sluice.exitCode(Duration.ofSeconds(60));

            // then
            assertThat(calls.stream().map(CompletableFuture::join).map(HttpResponse::statusCode))
                    .hasSize(150)
                    .allMatch(status -> status == 200);
            assertThat(exit).isZero();
        }
    }

    @Test
    void aSecondSignalStopsAtOnce(@TempDir Path home) throws Exception {
        try (SluiceProcess sluice = SluiceProcess.java(home, Map.of("PORT", "0"), "dev")) {
            // given
            String port = sluice.await("endpoint\\s+https://localhost:(\\d+)/mcp", Duration.ofSeconds(60));
            String token = sluice.await("Authorization: Bearer ([^']+)'", Duration.ofSeconds(60));
            HttpClient client = TrustingClient.of(home.resolve(".sluice/cert.pem"));
            var slow = client.sendAsync(slowCall(port, token, 28_000), BodyHandlers.ofString());
            awaitLoad(client, port, 1);

            // when
            long before = System.nanoTime();
            sluice.signal("TERM");
            sluice.await("draining", Duration.ofSeconds(20));
            sluice.signal("TERM");

            // then
            assertThat(sluice.exitCode(Duration.ofSeconds(20))).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(20));
            assertThat(slow).failsWithin(Duration.ofSeconds(30));
        }
    }

    private static void awaitLoad(HttpClient client, String port, int calls) {
        Pattern running = Pattern.compile("\"activeRequests\":(\\d+)");
        Pattern waiting = Pattern.compile("\"queueSize\":(\\d+)");
        HttpRequest health = HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/health"))
                .build();
        org.awaitility.Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    String body =
                            client.send(health, BodyHandlers.ofString()).body().replace(" ", "");
                    return number(running, body) + number(waiting, body) == calls;
                });
    }

    private static int number(Pattern pattern, String text) {
        var matcher = pattern.matcher(text);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : -1;
    }

    private static HttpRequest slowCall(String port, String token) {
        return slowCall(port, token, 8_000);
    }

    private static HttpRequest slowCall(String port, String token, int millis) {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + port + "/mcp"))
                .timeout(Duration.ofSeconds(60))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(
                        TestCaller.envelope("simulate_work", "{\"ms\":" + millis + ",\"fail\":false}")))
                .build();
    }
}
