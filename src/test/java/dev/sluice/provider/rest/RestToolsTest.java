package dev.sluice.provider.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.Call;
import dev.sluice.bus.Caller;
import dev.sluice.bus.Outcome;
import dev.sluice.config.ClientCredentials;
import dev.sluice.config.Secret;
import dev.sluice.mcp.RefusalCode;
import dev.sluice.provider.Rig;
import dev.sluice.provider.TestConfig;
import dev.sluice.provider.outbound.Services;
import dev.sluice.provider.outbound.TestCertificate;
import dev.sluice.provider.rest.Endpoints.One;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Endpoints of the configuration as tools, called as the gateway calls them, against a real HTTP service. */
@Tag("R-304")
class RestToolsTest {
    private static final String TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private FakeService service = new FakeService();

    @AfterEach
    void ends() {
        TestCertificate.trustNoMore();
        service.close();
    }

    @Test
    void sendsArgumentsInPathQueryHeadersAndBody() {
        One tool = One.of("POST", "/forecast/{city}/v{a}")
                .query(Map.of("units", "{b}"))
                .headers(Map.of("Accept-Language", "{lang}-x"))
                .body(Map.of("deep", List.of("{c.inner}", "n {a}"), "whole", "{c}"));

        run(tool, "{\"city\":\"S\u00e3o Paulo/..x\",\"a\":2,\"b\":\"a&b=c\",\"lang\":\"de\",\"c\":{\"inner\":1.50}}");

        assertThat(service.last().line()).isEqualTo("POST /v1/forecast/S%C3%A3o%20Paulo%2F..x/v2?units=a%26b%3Dc");
        assertThat(service.last().headers())
                .containsEntry("accept-language", "de-x")
                .containsEntry("content-type", "application/json");
        assertThat(service.last().body())
                .isIn(
                        "{\"deep\":[1.50,\"n 2\"],\"whole\":{\"inner\":1.50}}",
                        "{\"whole\":{\"inner\":1.50},\"deep\":[1.50,\"n 2\"]}");
    }

    @Test
    void leavesOutWhatIsNotGivenAndRepeatsArrays() {
        One tool = One.of("PUT", "/things")
                .query(Map.of("a", "{a}", "b", "{b}", "c", "x{c}"))
                .headers(Map.of("X-D", "{d}"))
                .body(Map.of("a", "{a}", "b", "{b}"));

        run(tool, "{\"a\":[\"1\",2.0,true],\"b\":null}");

        assertThat(service.last().line()).isEqualTo("PUT /v1/things?a=1&a=2.0&a=true");
        assertThat(service.last().headers()).doesNotContainKey("X-D");
        assertThat(service.last().body())
                .isIn("{\"a\":[\"1\",2.0,true],\"b\":null}", "{\"b\":null,\"a\":[\"1\",2.0,true]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{};\"city\" is required.",
                "{\"city\":null};\"city\" is required.",
                "{\"city\":\"\"};A part of the path must be neither empty nor made of dots.",
                "{\"city\":\"..\"};\"city\" must not hold a part . or .. of a path.",
                "{\"city\":\"a/../../b\"};\"city\" must not hold a part . or .. of a path.",
                "{\"city\":\"a\\\\..\\\\b\"};\"city\" must not hold a part . or .. of a path.",
                "{\"city\":\"a\\r\\nb\"};\"city\" must not hold control characters.",
                "{\"city\":\"\\ud800\"};\"city\" holds half a character.",
                "{\"city\":[[1]]};\"city\" must be a text, a number or a truth value.",
                "{\"city\":\"x\",\"lang\":\"a\\r\\nX-Evil: 1\"};\"X-Lang\" goes into a header, which holds at most 4096 visible"
                        + " characters of ASCII.",
                "{\"city\":\"x\",\"lang\":\"\u00fc\"};\"X-Lang\" goes into a header, which holds at most 4096 visible"
                        + " characters of ASCII.",
                "{\"city\":\"x\",\"a\":{\"b\":1}};\"a\" must be a text, a number or a truth value."
            })
    void anArgumentThatCannotBeSentIsTheModelsToMendAndNothingIsSent(String arguments, String message) {
        One tool = One.get("/forecast/{city}").query(Map.of("a", "{a}")).headers(Map.of("X-Lang", "{lang}"));

        Outcome outcome = run(tool, arguments);

        assertThat(json(outcome)).isEqualTo(error(message));
        assertThat(service.asked).isEmpty();
    }

    @Test
    void relaysJsonByteForByteAsTextAndAsStructure() {
        service.answers(200, "application/json; charset=utf-8", "\ufeff {\"x\":1.50,\"n\":null,\"u\":\"\\u00fc\"}\n");

        assertThat(json(run(One.get("/x"), "{}")))
                .isEqualTo(
                        "{\"content\":[{\"type\":\"text\",\"text\":\"{\\\"x\\\":1.50,\\\"n\\\":null,\\\"u\\\":\\\"\\\\u00fc\\\"}\"}],"
                                + "\"structuredContent\":{\"x\":1.50,\"n\":null,\"u\":\"\\u00fc\"}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "[1.0,2];;{\"result\":[1.0,2]}",
                "7.10;;{\"result\":7.10}",
                "\"a\";;{\"result\":\"a\"}",
                "null;;{\"result\":null}",
                "{\"a\":{\"b/c\":{\"d\":1.0}}};/a/b~1c;{\"d\":1.0}",
                "{\"a\":[1,{\"d\":1.0}]};/a/1;{\"d\":1.0}",
                "{\"a\":[1,2.0]};/a/1;{\"result\":2.0}"
            })
    void givesTheResultAsAnObject(String answer, String pointer, String structured) {
        service.answers(200, "application/vnd.api+json", answer);

        assertThat(json(run(One.get("/x").result(pointer == null ? "" : pointer), "{}")))
                .endsWith("\"structuredContent\":" + structured + "}");
    }

    @Test
    void saysThatTheAnswerHasNoSuchPart() {
        service.answers(200, "application/json", "{\"a\":[1]}");

        assertThat(json(run(One.get("/x").result("/a/1"), "{}")))
                .isEqualTo(error("The answer of the service has nothing at /a/1."));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "200;text/plain;h\u00fc;[{\"type\":\"text\",\"text\":\"h\u00fc\"}]",
                "200;text/csv;a,b;[{\"type\":\"text\",\"text\":\"a,b\"}]",
                "200;image/PNG;hi;[{\"type\":\"image\",\"data\":\"aGk=\",\"mimeType\":\"image/png\"}]",
                "200;audio/wav; hi;[{\"type\":\"audio\",\"data\":\"aGk=\",\"mimeType\":\"audio/wav\"}]",
                "204;'';'';[{\"type\":\"text\",\"text\":\"Done.\"}]",
                "200;application/json;'';[{\"type\":\"text\",\"text\":\"Done.\"}]",
                "200;application/json;{broken;[{\"type\":\"text\",\"text\":\"{broken\"}]"
            })
    void givesOtherAnswersAsContentOfTheirKind(int status, String type, String body, String content) {
        service.answers(status, type, body);

        assertThat(json(run(One.get("/x"), "{}"))).isEqualTo("{\"content\":" + content + "}");
    }

    @Test
    void decodesTextInItsOwnCharset() {
        service.answers(
                200,
                "text/plain; charset=\"ISO-8859-1\"",
                Buffer.buffer("h\u00fc", java.nio.charset.StandardCharsets.ISO_8859_1.name()));

        assertThat(json(run(One.get("/x"), "{}"))).contains("\"text\":\"h\u00fc\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "404;text/plain;no such thing;The service refused the request (status 404): no such thing",
                "422;application/problem+json;{\"title\":\"Bad city\",\"detail\":\"Unknown.\",\"x\":1};"
                        + "The service refused the request (status 422): Bad city: Unknown.",
                "409;application/json;{\"code\":7};The service refused the request (status 409): {\\\"code\\\":7}",
                "410;application/octet-stream;zzz;The service refused the request (status 410).",
                "401;text/plain;secret;The service did not accept the gateway's credentials (status 401).",
                "403;text/plain;secret;The service did not accept the gateway's credentials (status 403).",
                "429;text/plain;slow;The service is asked too often (status 429). Come back in 17 s.",
                "302;text/plain;x;The service answered with a redirect (status 302), which the gateway does not follow.",
                "200;application/pdf;x;The service answered with application/pdf, which cannot be passed on.",
                "200;'';x;The service answered with content of no type, which cannot be passed on."
            })
    void tellsTheModelWhatTheServiceDidNotLike(int status, String type, String body, String message) {
        service.answers(request -> {
            request.response()
                    .setStatusCode(status)
                    .putHeader("Retry-After", "17")
                    .putHeader("Location", "/elsewhere");
            if (!type.isEmpty()) {
                request.response().putHeader("Content-Type", type);
            }
            request.response().end(body);
        });

        assertThat(json(run(One.get("/x"), "{}"))).isEqualTo(errorRaw(message));
        assertThat(service.asked).hasSize(1);
    }

    @Test
    void boundsWhatItPassesOnOfAnError() {
        service.answers(400, "text/plain", "x".repeat(5_000));

        assertThat(json(run(One.get("/x"), "{}")).length()).isBetween(2_000, 2_200);
    }

    @Test
    void readsNoMoreOfAnAnswerThanTheBound() {
        service.answers(200, "text/plain", "x".repeat(16 * 1024 + 1));

        assertThat(json(run(One.get("/x"), "{}")))
                .isEqualTo(error(
                        "The answer of the service is larger than the bound of 16384 bytes. Ask for less at a time."));
    }

    @Test
    @Tag("R-108")
    void aFailureOfTheServiceCountsAndReadingCallsAreTriedAgain() {
        service.answers(request -> request.response()
                .setStatusCode(service.asked.size() == 1 ? 503 : 200)
                .end());

        assertThat(run(One.get("/x"), "{}")).isInstanceOf(Outcome.Completed.class);
        assertThat(service.asked).hasSize(2);
    }

    @Test
    @Tag("R-108")
    void aWritingCallThatFailedIsNotTriedAgain() {
        service.answers(500, "text/plain", "secret inside");

        Outcome outcome = run(One.of("POST", "/x"), "{}");

        assertThat(((Outcome.Refused) outcome).refusal().code()).isEqualTo(RefusalCode.TOOL_FAILED);
        assertThat(outcome.toString()).doesNotContain("secret inside");
        assertThat(service.asked).hasSize(1);
        assertThat(service.last().headers()).containsEntry("content-length", "0");
    }

    @Test
    void aPromisedStructureThatDoesNotComeIsTheServicesFault() {
        service.answers(200, "text/plain", "sorry");

        Outcome outcome = run(One.of("POST", "/x").output(Map.of("type", "object")), "{}");

        assertThat(((Outcome.Refused) outcome).refusal().code()).isEqualTo(RefusalCode.TOOL_FAILED);
    }

    @Test
    void closesTheRequestOfACallThatNobodyWaitsForAnyMore() {
        service.answers(request -> {});
        try (Rig rig = rig(Endpoints.at(service.url()).with("tool", One.get("/x")))) {
            Call call = call(rig, "{}");
            Future<Outcome> running = rig.send(call, 0);
            Awaitility.await().until(() -> service.asked.size() == 1);

            rig.cancel(call, "enough");

            assertThat(((Outcome.Refused) Rig.await(running)).refusal().code()).isEqualTo(RefusalCode.CANCELLED);
            Awaitility.await().until(() -> service.closed.get() == 1);
        }
    }

    @Test
    void closesTheRequestOfACallWhoseTimeIsOver() {
        service.answers(request -> {});
        try (Rig rig = rig(Endpoints.at(service.url()).with("tool", One.get("/x")))) {
            Outcome outcome = rig.run(rig.call("tool", "{}", Rig.user("alice"), Duration.ofSeconds(2)));

            assertThat(((Outcome.Refused) outcome).refusal().code()).isEqualTo(RefusalCode.TIMEOUT);
            Awaitility.await().until(() -> service.closed.get() == 1);
        }
    }

    @Test
    @Tag("R-408")
    void sendsItsOwnHeadersAndTheTraceAndNothingOfTheCaller() {
        Endpoints endpoints = Endpoints.at(service.url())
                .service(Services.of(
                        Map.of("X-Key", new Secret("k"), "User-Agent", new Secret("ours")), Optional.empty()))
                .with("tool", One.get("/x"));
        try (Rig rig = rig(endpoints)) {
            rig.run(traced(call(rig, "{}"), TRACE));
            assertThat(service.last().headers())
                    .containsOnlyKeys("accept", "host", "traceparent", "user-agent", "x-key")
                    .containsEntry("traceparent", TRACE)
                    .containsEntry("user-agent", "ours")
                    .containsEntry("x-key", "k");

            rig.run(traced(call(rig, "{}"), "x\r\nX-Evil: 1"));
            assertThat(service.last().headers()).containsOnlyKeys("accept", "host", "user-agent", "x-key");
        }
    }

    @Test
    @Tag("R-408")
    void getsANewTokenOnceWhenTheServiceDoesNotKnowTheOldOne() {
        service.answers(request -> {
            if (request.path().equals("/token")) {
                request.response().end("{\"access_token\":\"t" + service.asked.size() + "\"}");
            } else {
                boolean known = "Bearer t3".equals(request.getHeader("Authorization"));
                request.response().setStatusCode(known ? 204 : 401).end();
            }
        });
        ClientCredentials credentials = new ClientCredentials(
                URI.create(service.url() + "/token"), "me", new Secret("s"), Optional.empty(), Optional.empty());
        Endpoints endpoints = Endpoints.at(service.url())
                .service(Services.of(Map.of(), Optional.of(credentials)))
                .with("tool", One.of("POST", "/x"));
        try (Rig rig = rig(endpoints)) {
            assertThat(json(rig.run(call(rig, "{}")))).contains("Done.");
            assertThat(service.asked.stream().map(FakeService.Asked::line))
                    .containsExactly("POST /token", "POST /x", "POST /token", "POST /x");
        }
    }

    @Test
    @Tag("R-407")
    void speaksTlsWithACertificateThatIsTrusted(@TempDir Path directory) throws IOException {
        TestCertificate certificate = TestCertificate.of(directory, "service.p12", "dns:localhost");
        certificate.trust();
        service.close();
        service = new FakeService(certificate.server());
        service.answers(200, "text/plain", "safe");

        assertThat(json(run(One.get("/x"), "{}"))).contains("safe");
    }

    @Test
    @Tag("R-407")
    void countsCallsThatAreNotSentBecauseOfTheAddress() {
        try (Rig rig = rig(Endpoints.at("http://[::ffff:127.0.0.1]:1").with("tool", One.of("POST", "/x")))) {
            Outcome outcome = rig.run(call(rig, "{}"));

            assertThat(((Outcome.Refused) outcome).refusal().code()).isEqualTo(RefusalCode.TOOL_FAILED);
            assertThat(rig.counted("mcp.outbound.refused", "service", "service"))
                    .isEqualTo(1);
        }
    }

    @Test
    void describesTheToolAsTheConfigurationDoes() {
        Endpoints endpoints = Endpoints.at(service.url())
                .with("read", One.get("/x").output(Map.of("type", "array")))
                .with("write", One.of("DELETE", "/x"))
                .with("secret_x", One.get("/x"))
                .service(Services.offering(List.of(), List.of("secret*")));
        try (Rig rig = rig(endpoints)) {
            assertThat(rig.catalog.get().tools().stream().map(tool -> tool.name()))
                    .containsExactly("read", "write");
            assertThat(java.util.Objects.requireNonNull(rig.catalog.get().tool("read"))
                            .definition()
                            .tree()
                            .toString())
                    .contains("\"outputSchema\":{\"type\":\"object\",\"properties\":{\"result\":{\"type\":\"array\"}},"
                            + "\"required\":[\"result\"]}")
                    .contains(
                            "\"annotations\":{\"readOnlyHint\":true,\"destructiveHint\":false,\"idempotentHint\":true,"
                                    + "\"openWorldHint\":true}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/x/{nobody}", "/x?a=b", "x", "/../x", "/%2e%2E/x", "/x/{a", "/x/{}"})
    void refusesToStartWithAPathThatCannotBe(String path) {
        assertThatThrownBy(() -> rig(Endpoints.at(service.url()).with("tool", One.get(path))))
                .hasMessageContaining("rest.service.tools.tool: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host", "authorization", "Transfer-Encoding", "a b"})
    void refusesToStartWithAHeaderThatIsNotTheCallers(String header) {
        One tool = One.get("/x").headers(Map.of(header, "{a}"));

        assertThatThrownBy(() -> rig(Endpoints.at(service.url()).with("tool", tool)))
                .hasMessageContaining("the header " + header);
    }

    private Outcome run(One tool, String arguments) {
        try (Rig rig = rig(Endpoints.at(service.url() + "/v1/").with("tool", tool))) {
            return rig.run(call(rig, arguments));
        }
    }

    private static Rig rig(Endpoints endpoints) {
        return Rig.of(TestConfig.defaults(), new RestBackend("service", endpoints.built()));
    }

    private static Call call(Rig rig, String arguments) {
        return rig.call("tool", arguments, Rig.user("alice"), Duration.ofSeconds(10));
    }

    private static Call traced(Call call, String trace) {
        Caller caller = call.caller();
        return new Call(
                call.id(),
                call.target(),
                call.arguments(),
                call.meta(),
                call.principal(),
                new Caller(
                        caller.address(),
                        caller.revision(),
                        caller.capabilities(),
                        caller.client(),
                        caller.progressToken(),
                        caller.logLevel(),
                        trace),
                call.answers(),
                call.deadline());
    }

    private static String json(Outcome outcome) {
        return ((Outcome.Completed) outcome).result().toString();
    }

    private static String error(String text) {
        return errorRaw(text.replace("\"", "\\\""));
    }

    private static String errorRaw(String text) {
        return "{\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}],\"isError\":true}";
    }
}
