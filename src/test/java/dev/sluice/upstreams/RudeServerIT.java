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
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server with bad manners is as rude as it says, and no ruder. */
class RudeServerIT {
    private final RawClient client = new RawClient();

    @ParameterizedTest
    @ValueSource(strings = {"hang", "flood", "garbage", "die-midstream", "redirect", "huge", "429", "500", "error"})
    void itsPoliteToolAnswersAllTheSame(String manner) throws Exception {
        try (UpstreamServer modern = UpstreamServer.rude(manner);
                UpstreamServer legacy = UpstreamServer.rudeLegacy(manner)) {
            String session = client.initialize(legacy);

            assertThat(textOf(client.called(modern, "polite", "hello", "").body()))
                    .isEqualTo("hello");
            assertThat(textOf(client.called(legacy, "polite", "hello", session).body()))
                    .isEqualTo("hello");
        }
    }

    @Test
    void itHangsAndNoticesThatItsClientHangsUp() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("hang")) {
            var answer = client.send(client.call(server, "rude", "", ""));
            await().untilAsserted(() -> assertThat(
                            client.stats(server).at("/methods/tools~1call").asInt())
                    .isEqualTo(1));
            assertThat(answer).isNotDone();

            answer.cancel(true);

            await().untilAsserted(() ->
                    assertThat(client.stats(server).path("hungUp").asInt()).isEqualTo(1));
        }
    }

    @Test
    void itFloodsWithProgressBeforeItAnswers() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("flood", "count=700")) {
            String body = client.called(server, "rude", "at last", "").body();

            assertThat(body.lines().filter(line -> line.contains("notifications/progress")))
                    .hasSize(700);
            assertThat(body).contains("at last");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"not-json", "not-rpc", "wrong-type", "truncated", "not-an-event", "empty", "bad-utf8"})
    void itAnswersWithGarbage(String kind) throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("garbage")) {
            HttpResponse<String> response = client.called(server, "rude", kind, "");

            assertThat(response.statusCode()).isEqualTo(200);
            assertThatThrownBy(() -> textOf(response.body())).isInstanceOf(AssertionError.class);
        }
    }

    @Test
    void itAnswersTwiceAndWithAnIdOfSomebodyElse() throws Exception {
        try (UpstreamServer twice = UpstreamServer.rude("twice");
                UpstreamServer garbage = UpstreamServer.rude("garbage")) {
            assertThat(client.called(twice, "rude", "", "").body()).contains("first", "second");
            assertThat(client.called(garbage, "rude", "wrong-id", "").body()).contains("somebody-else");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"late", "trickle", "slow-list", "pages", "mute", "changing-tools"})
    void itAnswersProperlyWhereItIsOnlySlowOrOdd(String manner) throws Exception {
        try (UpstreamServer server = UpstreamServer.rude(manner, "ms=2")) {
            assertThat(textOf(client.called(server, "rude", "slowly", "").body()))
                    .isEqualTo("slowly");
        }
    }

    @Test
    void itBreaksOffInTheMiddleOfAnEvent() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("die-midstream")) {
            assertThatThrownBy(() -> client.called(server, "rude", "", "")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void itPointsElsewhereAndKnowsWhoFollows() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("redirect")) {
            HttpResponse<String> response = client.called(server, "rude", "", "");

            assertThat(response.statusCode()).isEqualTo(307);
            assertThat(response.headers().firstValue("Location")).contains("/elsewhere");
            assertThat(client.stats(server).path("followed").asInt()).isZero();
        }
    }

    @Test
    void itAnswersWithMoreThanAnybodyWants() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("huge", "bytes=3000000")) {
            assertThat(textOf(client.called(server, "rude", "", "").body())).hasSize(3_000_000);
        }
    }

    @Test
    void itListsInPages() throws Exception {
        try (UpstreamServer pages = UpstreamServer.rude("pages");
                UpstreamServer endless = UpstreamServer.rude("endless-pages")) {
            JsonNode first = client.result(client.request(pages, "tools/list", "{}", ""));
            JsonNode second = client.result(client.request(pages, "tools/list", "{\"cursor\":\"1\"}", ""));
            JsonNode hundredth = client.result(client.request(endless, "tools/list", "{\"cursor\":\"100\"}", ""));

            assertThat(first.path("nextCursor").asText()).isEqualTo("1");
            assertThat(second.has("nextCursor")).isFalse();
            assertThat(hundredth.path("nextCursor").asText()).isEqualTo("101");
        }
    }

    @Test
    void itChangesAToolAndSaysSo() throws Exception {
        try (UpstreamServer server = UpstreamServer.rude("changing-tools")) {
            JsonNode before = client.result(client.request(server, "tools/list", "{}", ""));
            try (InputStream stream = client.opened(client.request(
                    server, "subscriptions/listen", "{\"notifications\":{\"toolsListChanged\":true}}", ""))) {
                BufferedReader events = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
                assertThat(nextData(events)).contains("subscriptions/acknowledged");

                client.change(server);

                assertThat(nextData(events)).contains("tools/list_changed", "subscriptionId");
            }
            assertThat(client.result(client.request(server, "tools/list", "{}", "")))
                    .isNotEqualTo(before);
        }
    }

    @Test
    void itWantsATokenOnceAndPausesAndForgetsASession() throws Exception {
        try (UpstreamServer token = UpstreamServer.rude("401-once");
                UpstreamServer pause = UpstreamServer.rude("429", "seconds=7");
                UpstreamServer session = UpstreamServer.rudeLegacy("session-lost")) {
            String first = client.initialize(session);

            assertThat(client.called(token, "rude", "", "").statusCode()).isEqualTo(401);
            assertThat(client.called(token, "rude", "", "").statusCode()).isEqualTo(200);
            HttpResponse<String> busy = client.called(pause, "rude", "", "");
            assertThat(busy.statusCode()).isEqualTo(429);
            assertThat(busy.headers().firstValue("Retry-After")).contains("7");
            assertThat(client.called(session, "rude", "", first).statusCode()).isEqualTo(404);
            assertThat(client.called(session, "rude", "", client.initialize(session))
                            .statusCode())
                    .isEqualTo(200);
        }
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
