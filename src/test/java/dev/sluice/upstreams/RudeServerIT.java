package dev.sluice.upstreams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.JsonCodec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server with bad manners is as rude as it says, and no ruder. */
class RudeServerIT {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String SESSION = "Mcp-Session-Id";

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @ValueSource(strings = {"hang", "flood", "garbage", "die-midstream", "redirect", "huge", "429", "500", "error"})
    void itsPoliteToolAnswersAllTheSame(String manner) throws Exception {
        try (UpstreamServer modern = UpstreamServer.rude(manner);
                UpstreamServer legacy = UpstreamServer.rudeLegacy(manner)) {
            String session = initialize(legacy);

            assertThat(textOf(call(modern, "polite", "hello", "").body())).isEqualTo("hello");
            assertThat(textOf(call(legacy, "polite", "hello", session).body())).isEqualTo("hello");
        }
    }

    @Test
    void itHangsAndNoticesThatItsClientHangsUp() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("hang")) {
            HttpRequest request =
                    post(server, "rude", "", "").timeout(Duration.ofMillis(300)).build();

            assertThatThrownBy(() -> http.send(request, HttpResponse.BodyHandlers.ofString()))
                    .isInstanceOf(HttpTimeoutException.class);

            await().untilAsserted(() ->
                    assertThat(stats(server).path("hungUp").asInt()).isEqualTo(1));
        }
    }

    @Test
    void itFloodsWithProgressBeforeItAnswers() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("flood", "count=700")) {
            String body = call(server, "rude", "at last", "").body();

            assertThat(body.lines().filter(line -> line.contains("notifications/progress")))
                    .hasSize(700);
            assertThat(body).contains("at last");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-json", "not-rpc", "wrong-type", "truncated", "not-an-event", "empty", "bad-utf8"})
    void itAnswersWithGarbage(String kind) throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("garbage")) {
            HttpResponse<String> response = call(server, "rude", kind, "");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> textOf(response.body())).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void itAnswersTwiceAndWithAnIdOfSomebodyElse() throws Exception {
        try (UpstreamServer twice = UpstreamServer.rude("twice");
                UpstreamServer garbage = UpstreamServer.rude("garbage")) {
            assertThat(call(twice, "rude", "", "").body()).contains("first", "second");
            assertThat(call(garbage, "rude", "wrong-id", "").body()).contains("somebody-else");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"late", "trickle", "slow-list", "pages", "mute", "changing-tools"})
    void itAnswersProperlyWhereItIsOnlySlowOrOdd(String manner) throws Exception {
        try (UpstreamServer server = UpstreamServer.rude(manner, "ms=2")) {
            assertThat(textOf(call(server, "rude", "slowly", "").body())).isEqualTo("slowly");
        }
    }

    @Test
    void itBreaksOffInTheMiddleOfAnEvent() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("die-midstream")) {
            assertThatThrownBy(() -> call(server, "rude", "", "")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void itPointsElsewhereAndKnowsWhoFollows() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("redirect")) {
            HttpResponse<String> response = call(server, "rude", "", "");

            assertThat(response.statusCode()).isEqualTo(307);
            assertThat(response.headers().firstValue("Location")).contains("/elsewhere");
            assertThat(stats(server).path("followed").asInt()).isZero();
        }
    }

    @Test
    void itAnswersWithMoreThanAnybodyWants() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("huge", "bytes=3000000")) {
            assertThat(textOf(call(server, "rude", "", "").body())).hasSize(3_000_000);
        }
    }

    @Test
    void itListsInPages() throws Exception {
        try (UpstreamServer pages = UpstreamServer.rude("pages");
                UpstreamServer endless = UpstreamServer.rude("endless-pages")) {
            JsonNode first = result(request(pages, "tools/list", "{}", ""));
            JsonNode second = result(request(pages, "tools/list", "{\"cursor\":\"1\"}", ""));
            JsonNode hundredth = result(request(endless, "tools/list", "{\"cursor\":\"100\"}", ""));

            assertThat(first.path("nextCursor").asText()).isEqualTo("1");
            assertThat(second.has("nextCursor")).isFalse();
            assertThat(hundredth.path("nextCursor").asText()).isEqualTo("101");
        }
    }

    @Test
    void itChangesAToolAndSaysSo() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("changing-tools")) {
            JsonNode before = result(request(server, "tools/list", "{}", ""));
            HttpRequest listen = request(
                            server, "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}", "")
                    .build();
            try (InputStream stream =
                    http.send(listen, HttpResponse.BodyHandlers.ofInputStream()).body()) {
                BufferedReader events = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                assertThat(nextData(events)).contains("subscriptions/acknowledged");

                http.send(
                        HttpRequest.newBuilder(server.at("/change"))
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.discarding());

                assertThat(nextData(events)).contains("tools/list_changed", "subscriptionId");
            }
            assertThat(result(request(server, "tools/list", "{}", ""))).isNotEqualTo(before);
        }
    }

    @Test
    void itWantsATokenOnceAndPausesAndForgetsASession() throws Exception {
        try (UpstreamServer token = UpstreamServer.rude("401-once");
                UpstreamServer pause = UpstreamServer.rude("429", "seconds=7");
                UpstreamServer session = UpstreamServer.rudeLegacy("session-lost")) {
            String first = initialize(session);

            assertThat(call(token, "rude", "", "").statusCode()).isEqualTo(401);
            assertThat(call(token, "rude", "", "").statusCode()).isEqualTo(200);
            HttpResponse<String> busy = call(pause, "rude", "", "");
            assertThat(busy.statusCode()).isEqualTo(429);
            assertThat(busy.headers().firstValue("Retry-After")).contains("7");
            assertThat(call(session, "rude", "", first).statusCode()).isEqualTo(404);
            assertThat(call(session, "rude", "", initialize(session)).statusCode())
                    .isEqualTo(200);
        }
    }

    private HttpResponse<String> call(UpstreamServer server, String tool, String text, String session)
            throws IOException, InterruptedException {
        return http.send(post(server, tool, text, session).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder post(UpstreamServer server, String tool, String text, String session) {
        String params = "{\"name\":\"" + tool + "\",\"arguments\":{\"text\":\"" + text
                + "\"},\"_meta\":{\"progressToken\":\"p\"}}";
        return request(server, "tools/call", params, session);
    }

    private static HttpRequest.Builder request(UpstreamServer server, String method, String params, String session) {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.uri())
                .timeout(LIMIT)
                .header("Content-Type", "application/json")
                .header("Accept", "application/json, text/event-stream")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}"));
        return session.isEmpty() ? request : request.header(SESSION, session);
    }

    private String initialize(UpstreamServer server) throws IOException, InterruptedException {
        return http.send(request(server, "initialize", "{}", "").build(), HttpResponse.BodyHandlers.ofString())
                .headers()
                .firstValue(SESSION)
                .orElseThrow();
    }

    private JsonNode result(HttpRequest.Builder request) throws IOException, InterruptedException {
        String body =
                http.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
        return JsonCodec.MAPPER.readTree(body).path("result");
    }

    private JsonNode stats(UpstreamServer server) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(server.at("/stats")).build();
        return JsonCodec.MAPPER.readTree(
                http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    }

    private static String nextData(BufferedReader events) throws IOException {
        String line = events.readLine();
        while (line != null && !line.startsWith("data:")) {
            line = events.readLine();
        }
        return String.valueOf(line);
    }

    /** The text of a proper answer to our request; fails for whatever else. */
    private static String textOf(String body) {
        try {
            JsonNode text = JsonCodec.MAPPER.readTree(body).at("/result/content/0/text");
            assertThat(text.isTextual()).as(body).isTrue();
            return text.asText();
        } catch (IOException e) {
            throw new AssertionError(body, e);
        }
    }
}
