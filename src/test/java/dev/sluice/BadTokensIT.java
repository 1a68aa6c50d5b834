package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that must not get anybody in, shown at the real door. */
@Tag("R-102")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadTokensIT {
    private static final String LIST = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}";
    private static final String ISSUER = "https://issuer.example";
    private static final String AUDIENCE = "https://gateway.example/mcp";

    private GatewayFixture gateway;

    @BeforeAll
    void start() {
        String yaml = "limits: {perUser: 0, perAddress: 0}\n" + "auth: {issuer: '" + ISSUER + "', audience: '"
                + AUDIENCE + "', failureBudget: 500}\n";
        gateway = GatewayFixture.start(yaml);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    static Stream<Arguments> badTokens() {
        long now = Instant.now().getEpochSecond();
        String good = claims("ada", now + 600, "");
        return Stream.of(
                Arguments.of("garbage", "garbage"),
                Arguments.of("three parts of garbage", "a.b.c"),
                Arguments.of("alg none, two parts", encode("{\"alg\":\"none\"}") + "." + encode(good)),
                Arguments.of("alg none, three parts", encode("{\"alg\":\"none\"}") + "." + encode(good) + "."),
                Arguments.of("wrong key", sign("HS256", good, "another-secret-that-is-also-long-enough-123")),
                Arguments.of("expired", sign(claims("ada", now - 600, ""))),
                Arguments.of("not yet valid", sign(claims("ada", now + 600, ",\"nbf\":" + (now + 300)))),
                Arguments.of("wrong issuer", sign(good.replace("issuer.example", "evil.example"))),
                Arguments.of("wrong audience", sign(good.replace("gateway.example", "other.example"))),
                Arguments.of("no exp", sign(good.replace("\"exp\"", "\"ignored\""))),
                Arguments.of("no sub", sign(good.replace("\"sub\"", "\"ignored\""))),
                Arguments.of("exp is text", sign(good.replace("\"exp\":" + (now + 600), "\"exp\":\"later\""))),
                Arguments.of("signature cut", cut(sign(good))),
                Arguments.of("claims changed", changed(good)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void isRefusedWithAChallengeAndWithoutAWordTooMuch(String name, String token) {
        Answer answer = gateway.withToken(token).post(LIST);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer ").contains("error=\"invalid_token\"");
        assertThat(answer.code()).isEqualTo("INVALID_TOKEN");
        assertThat(answer.json().at("/error/code").asInt()).isEqualTo(-31401);
        assertThat(answer.text())
                .doesNotContain("Exception")
                .doesNotContain("io.vertx")
                .doesNotContain("HS256");
    }

    @Test
    void noTokenIsAskedForOne() {
        Answer answer = gateway.nobody().post(LIST);

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.code()).isEqualTo("AUTH_REQUIRED");
        assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer ").doesNotContain("error=");
    }

    @Test
    void aTokenInTheQueryIsNoToken() {
        HttpRequest request = HttpRequest.newBuilder(gateway.url("/mcp?access_token=" + gateway.token("ada")))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(LIST))
                .build();

        assertThat(gateway.nobody().send(request).status()).isEqualTo(401);
    }

    @Test
    @Tag("R-407")
    void tenThousandDifferentBadTokensFromOneAddressAreRefusedUnheardAndOthersGoOn() {
        String yaml = "limits: {perUser: 0, perAddress: 0}\nauth: {failureBudget: 100}\n";
        try (GatewayFixture flooded = GatewayFixture.start(yaml)) {
            // given
            TestCaller known = flooded.as("ada");
            assertThat(known.call("hello_world", "{}").status()).isEqualTo(200);

            // when
            int refusedUnheard = 0;
            for (int i = 0; i < 10_000; i++) {
                int status = flooded.withToken(
                                sign("HS256", claims("m" + i, Long.MAX_VALUE / 2000, ""), "x".repeat(40)))
                        .post(LIST)
                        .status();
                assertThat(status).isIn(401, 429);
                refusedUnheard += status == 429 ? 1 : 0;
            }

            // then
            assertThat(refusedUnheard).isGreaterThan(9_000);
            assertThat(known.call("hello_world", "{}").status()).isEqualTo(200);
        }
    }

    @Test
    void aTokenOfAMegabyteIsRefusedAndTheDoorStaysOpen() {
        int status;
        try {
            status = gateway.withToken("a".repeat(1_000_000)).post(LIST).status();
        } catch (java.io.UncheckedIOException cutWhileSending) {
            // Refused and closed before the client had sent it all, which then may not get to read the refusal.
            status = 431;
        }

        assertThat(status).isIn(401, 431);
        // The client may still hold the connection that was closed, and finds out by using it.
        org.awaitility.Awaitility.await()
                .ignoreException(java.io.UncheckedIOException.class)
                .until(() -> gateway.as("ada").call("hello_world", "{}").status() == 200);
    }

    private static String claims(String subject, long exp, String more) {
        return "{\"sub\":\"" + subject + "\",\"iss\":\"" + ISSUER + "\",\"aud\":\"" + AUDIENCE + "\",\"exp\":" + exp
                + more + "}";
    }

    private static String sign(String claims) {
        return sign("HS256", claims, GatewayFixture.SECRET);
    }

    private static String sign(String algorithm, String claims, String secret) {
        String text = encode("{\"alg\":\"" + algorithm + "\",\"typ\":\"JWT\"}") + "." + encode(claims);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return text + "."
                    + Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String cut(String token) {
        return token.substring(0, token.length() - 4);
    }

    private static String changed(String good) {
        String[] parts = sign(good).split("\\.", -1);
        return parts[0] + "." + encode(good.replace("ada", "eve")) + "." + parts[2];
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
}
