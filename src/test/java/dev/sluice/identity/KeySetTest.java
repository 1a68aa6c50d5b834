package dev.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bus.HealthSource;
import dev.sluice.bus.Verdict;
import dev.sluice.config.Secret;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public keys: from PEM, from a key set in a file, and from one behind a real HTTP server. */
@Tag("R-102")
class KeySetTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"})
    void acceptsEveryPublicKeyAlgorithmFromAPemAndFromASetWithoutAlg(String algorithm) throws IOException {
        // given
        KeyPair key = TestKeys.of(algorithm);
        Path pem = Files.writeString(directory.resolve("key.pem"), TestKeys.pem(key.getPublic()));
        Path set = file(TestKeys.set(TestKeys.jwk("one", key.getPublic())));

        // when, then
        for (AuthSettings settings : List.of(new AuthSettings().pem(pem), new AuthSettings().jwks(set.toString()))) {
            try (Node node = new Node(settings)) {
                assertThat(node.verified(new TestToken().kid("one").signed(algorithm))
                                .subject())
                        .isEqualTo("alice");
                assertThat(node.verified(new TestToken().signed(algorithm)).subject())
                        .isEqualTo("alice");
            }
        }
    }

    @Test
    void refusesAnHmacMadeWithThePublicKey() throws IOException {
        // given
        String pem = TestKeys.pem(TestKeys.RSA.getPublic());
        Path file = Files.writeString(directory.resolve("key.pem"), pem);

        try (Node node = new Node(new AuthSettings().pem(file))) {
            // when
            var refusal = node.rejected(new TestToken().hmac("HS256", pem));

            // then
            assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_TOKEN);
            assertThat(node.failures(RejectionReason.UNKNOWN_KEY)).isEqualTo(1);
            assertThat(node.signatureChecks()).isZero();
        }
    }

    @Test
    void usesAKeyOnlyForTheAlgorithmItIsPublishedFor() throws IOException {
        // given
        Path set =
                file(TestKeys.set(TestKeys.jwk("one", TestKeys.RSA.getPublic()).put("alg", "PS256")));

        try (Node node = new Node(new AuthSettings().jwks(set.toString()))) {
            // when, then
            node.verified(new TestToken().kid("one").signed("PS256"));
            node.rejected(new TestToken().kid("one").signed("RS256"));
            assertThat(node.signatureChecks()).isEqualTo(1);
        }
    }

    @Test
    void keepsToTheAllowList() throws IOException {
        // given
        Path set = file(TestKeys.set(TestKeys.jwk("one", TestKeys.RSA.getPublic())));

        try (Node node = new Node(new AuthSettings().algorithms("PS256").jwks(set.toString()))) {
            // when, then
            node.verified(new TestToken().kid("one").signed("PS256"));
            node.rejected(new TestToken().kid("one").signed("RS256"));
            assertThat(node.failures(RejectionReason.ALGORITHM_REFUSED)).isEqualTo(1);
        }
    }

    @Test
    void ignoresKeysThatATokenBringsAlong() throws IOException {
        // given
        Path set = file(TestKeys.set(TestKeys.jwk("one", TestKeys.P256.getPublic())));
        TestToken token = new TestToken()
                .header(header -> header.set("jwk", TestKeys.jwk("one", TestKeys.P256_OTHER.getPublic())))
                .kid("one");

        try (Node node = new Node(new AuthSettings().jwks(set.toString()))) {
            // when
            node.rejected(token.signed("ES256", TestKeys.P256_OTHER));

            // then
            assertThat(node.failures(RejectionReason.BAD_SIGNATURE)).isEqualTo(1);
        }
    }

    @Test
    void readsAChangedFileAndForgetsWhatTheOldKeyVouchedFor() throws IOException {
        // given
        Path set = file(TestKeys.set(TestKeys.jwk("one", TestKeys.P256.getPublic())));
        String old = new TestToken().kid("one").signed("ES256");
        String next = new TestToken().kid("two").signed("ES256", TestKeys.P256_OTHER);

        try (Node node = new Node(new AuthSettings().jwks(set.toString()).cooldown(Duration.ofHours(1)))) {
            node.verified(old);

            // when
            Files.writeString(set, TestKeys.set(TestKeys.jwk("two", TestKeys.P256_OTHER.getPublic())));
            await().until(() -> node.count("mcp.auth.key.refreshes", "result", "changed") == 2);

            // then
            node.verified(next);
            node.rejected(old);
        }
    }

    @Test
    void fetchesOnceForManyTokensWithANewKeyAndThenCoolsDown() {
        // given
        try (JwksServer server = new JwksServer(TestKeys.set(TestKeys.jwk("one", TestKeys.P256.getPublic())));
                Node node = new Node(new AuthSettings().jwks(server.uri()).cooldown(Duration.ofSeconds(30)))) {
            server.publish(TestKeys.set(
                    TestKeys.jwk("one", TestKeys.P256.getPublic()),
                    TestKeys.jwk("two", TestKeys.P256_OTHER.getPublic())));

            // when: forty callers, more than the budget, behind one address meet the rotation
            List<Future<Verdict>> verdicts = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String id = "token" + i;
                verdicts.add(node.ask(
                        new TestToken()
                                .kid("two")
                                .claims(claims -> claims.put("jti", id))
                                .signed("ES256", TestKeys.P256_OTHER),
                        Node.ADDRESS));
            }
            Node.await(Future.all(verdicts));

            // then
            assertThat(verdicts)
                    .allSatisfy(verdict -> assertThat(verdict.result()).isInstanceOf(Verdict.Verified.class));
            assertThat(server.requests).hasValue(2);

            // and: unknown keys do not make us ask again before the cool-down is over
            node.rejected(new TestToken().kid("three").signed("ES256", TestKeys.P256_OTHER));
            node.rejected(new TestToken().kid("four").signed("ES256", TestKeys.P256_OTHER));
            assertThat(server.requests).hasValue(2);
            assertThat(node.failures(RejectionReason.UNKNOWN_KEY)).isEqualTo(2);

            node.clock.forward(Duration.ofSeconds(30));
            node.rejected(new TestToken().kid("five").signed("ES256", TestKeys.P256_OTHER));
            assertThat(server.requests).hasValue(3);
        }
    }

    @Test
    @Tag("R-407")
    void letsABoundedNumberOfTokensWaitForNewKeys() {
        // given
        String set = TestKeys.set(TestKeys.jwk("one", TestKeys.P256.getPublic()));
        CompletableFuture<HttpServerRequest> hanging = new CompletableFuture<>();
        String token = new TestToken().kid("two").signed("ES256", TestKeys.P256_OTHER);
        try (JwksServer server = new JwksServer(set);
                Node node = new Node(new AuthSettings().jwks(server.uri()))) {
            server.answer(hanging::complete);
            List<Future<Verdict>> waiting = new ArrayList<>();
            for (int i = 0; i < TokenVerifier.MAX_WAITING; i++) {
                waiting.add(node.ask(token, "caller" + i));
            }

            // when
            node.rejected(token);

            // then
            assertThat(node.failures(RejectionReason.TOO_MANY_WAITING)).isEqualTo(1);
            hanging.join().response().end(set);
            Node.await(Future.all(waiting));
            assertThat(node.failures(RejectionReason.UNKNOWN_KEY)).isEqualTo(TokenVerifier.MAX_WAITING);
            node.rejected(token);
            assertThat(node.failures(RejectionReason.TOO_MANY_WAITING)).isEqualTo(1);
        }
    }

    @Test
    void keepsTheKeysWhileTheSetCannotBeHadAndSaysSo() {
        // given
        try (JwksServer server = new JwksServer(TestKeys.set(TestKeys.jwk("one", TestKeys.P256.getPublic())));
                Node node = new Node(new AuthSettings().jwks(server.uri()).cooldown(Duration.ofSeconds(30)))) {
            HealthSource health = node.identity.healthSources().getFirst();
            List<String> bad = List.of("", "not json", "{\"keys\":[]}", "[]", TestKeys.set(symmetric()));

            for (String set : bad) {
                // when
                server.publish(set);
                node.clock.forward(Duration.ofSeconds(31));
                node.rejected(new TestToken().kid("nobody").signed("ES256", TestKeys.P256_OTHER));
            }

            // then
            assertThat(node.count("mcp.auth.key.refreshes", "result", "failed")).isEqualTo(bad.size());
            node.verified(
                    new TestToken().kid("one").claims(c -> c.put("jti", "x")).signed("ES256"));
            assertThat(Node.await(health.check()).up()).isTrue();
            assertThat(Node.await(health.check()).details())
                    .containsEntry("keys", 1)
                    .containsEntry("lastRefresh", MovableClock.START.toString())
                    .containsEntry(
                            "staleSince", MovableClock.START.plusSeconds(31).toString());

            // and: it recovers
            server.publish(TestKeys.set(TestKeys.jwk("one", TestKeys.P256.getPublic())));
            node.clock.forward(Duration.ofSeconds(31));
            node.rejected(new TestToken().kid("nobody").signed("ES256", TestKeys.P256_OTHER));
            assertThat(Node.await(health.check()).details()).doesNotContainKey("staleSince");
        }
    }

    @Test
    void neitherFollowsRedirectsNorReadsEndlessAnswersNorWaitsForever() {
        // given
        String set = TestKeys.set(TestKeys.jwk("one", TestKeys.P256.getPublic()));
        AtomicReference<HttpServerRequest> hanging = new AtomicReference<>();
        try (JwksServer elsewhere = new JwksServer(set);
                JwksServer server = new JwksServer(set);
                Node node = new Node(new AuthSettings().jwks(server.uri()).cooldown(Duration.ofSeconds(30)))) {
            List<Consumer<HttpServerRequest>> behaviours = List.of(
                    request -> request.response()
                            .setStatusCode(302)
                            .putHeader("location", elsewhere.uri())
                            .end(),
                    request -> request.response().setStatusCode(500).end(set),
                    request -> request.response().end(" ".repeat(JwksSource.MAX_BYTES) + set),
                    request -> request.connection().close(),
                    hanging::set);

            // when
            for (var behaviour : behaviours) {
                server.answer(behaviour);
                node.clock.forward(Duration.ofSeconds(31));
                node.rejected(new TestToken().kid("nobody").signed("ES256", TestKeys.P256_OTHER));
            }

            // then
            assertThat(node.count("mcp.auth.key.refreshes", "result", "failed")).isEqualTo(behaviours.size());
            assertThat(elsewhere.requests).hasValue(0);
            assertThat(hanging.get()).isNotNull();
            node.verified(new TestToken().kid("one").signed("ES256"));
        }
    }

    @Test
    void refreshesOnItsOwn() {
        // given
        try (JwksServer server = new JwksServer(TestKeys.set(TestKeys.jwk("one", TestKeys.P256.getPublic())));
                Node node = new Node(new AuthSettings().jwks(server.uri()).refresh(Duration.ofMillis(50)))) {
            // when
            server.publish(TestKeys.set(TestKeys.jwk("two", TestKeys.P256_OTHER.getPublic())));

            // then
            await().until(() -> node.count("mcp.auth.key.refreshes", "result", "changed") == 2);
            node.verified(new TestToken().kid("two").signed("ES256", TestKeys.P256_OTHER));
        }
    }

    @Test
    void startsOnTheSecretWhileTheSetCannotBeHad() {
        // given
        try (JwksServer server = new JwksServer("nothing yet");
                Node node = new Node(AuthSettings.withSecret().jwks(server.uri()))) {
            // when, then
            node.verified(new TestToken().hs256());
            assertThat(Node.await(node.identity.healthSources().getFirst().check())
                            .details())
                    .containsKey("staleSince");
        }
    }

    @Test
    void startsOpenWithoutKeysAndThenAcceptsNothing() {
        try (Node node = new Node(new AuthSettings().open())) {
            node.rejected(new TestToken().hs256());
            node.rejected(new TestToken().header(h -> h.put("alg", "none")).unsigned());
            assertThat(Node.await(node.identity.healthSources().getFirst().check())
                            .up())
                    .isTrue();
        }
    }

    @Test
    void refusesToStartWithoutAnyKey() {
        refused(new AuthSettings(), "none is configured", "JWT_SECRET", "auth.jwks");
    }

    @Test
    void refusesToStartOnASetWithOnlyUselessKeysAndNamesEach() throws IOException {
        // given
        Path set = file(TestKeys.set(
                symmetric(),
                TestKeys.jwk("weak", TestKeys.WEAK_RSA.getPublic()),
                TestKeys.jwk("enc", TestKeys.RSA.getPublic()).put("use", "enc"),
                TestKeys.jwk("oaep", TestKeys.RSA.getPublic()).put("alg", "RSA-OAEP"),
                TestKeys.jwk("odd", TestKeys.P256.getPublic()).put("kty", "XYZ"),
                TestKeys.jwk("curve", TestKeys.P256.getPublic()).put("crv", "secp256k1")));

        // then
        refused(
                new AuthSettings().jwks(set.toString()),
                set.toString(),
                "key \"shared\" is symmetric",
                "key \"weak\" is an RSA key of 1024 bits",
                "key \"enc\" is for the use enc",
                "key \"oaep\" is for the algorithm RSA-OAEP",
                "key \"odd\" has the unsupported kty XYZ",
                "key \"curve\" has the unsupported curve secp256k1");
    }

    @Test
    void refusesToStartOnASetThatCannotBeFetched() {
        try (JwksServer server = new JwksServer("")) {
            server.answer(request -> request.response().setStatusCode(503).end());
            refused(new AuthSettings().jwks(server.uri()), server.uri(), "answered with status 503");
        }
        refused(new AuthSettings().jwks(directory.resolve("absent.json").toString()), "absent.json", "cannot be read");
    }

    @ParameterizedTest
    @CsvSource({
        "http://issuer.example/jwks",
        "http://127.0.0.1.evil.example/jwks",
        "ftp://127.0.0.1/jwks",
        "https://user:pass@issuer.example/jwks",
        "file:///etc/keys",
        "https://",
        "http://[not a uri"
    })
    void refusesToAskAnybodyInTheClear(String uri) {
        refused(new AuthSettings().jwks(uri), "auth.jwks");
    }

    @Test
    void refusesToStartOnAWeakSecretWithoutShowingIt() {
        refused(new AuthSettings().secret(new Secret("hunter2-hunter2")), "JWT_SECRET", "15 bytes", "32")
                .doesNotContain("hunter2");
    }

    @Test
    void refusesToStartOnABadPem() throws IOException {
        Path absent = directory.resolve("absent.pem");
        Path garbage = Files.writeString(directory.resolve("garbage.pem"), "garbage");
        Path weak = Files.writeString(directory.resolve("weak.pem"), TestKeys.pem(TestKeys.WEAK_RSA.getPublic()));
        String secretKey = TestKeys.pem(TestKeys.RSA.getPublic()).replace("PUBLIC KEY", "PRIVATE KEY");
        Path secret = Files.writeString(directory.resolve("secret.pem"), secretKey);

        refused(new AuthSettings().pem(absent), "absent.pem cannot be read");
        refused(new AuthSettings().pem(garbage), "garbage.pem holds no PEM block");
        refused(new AuthSettings().pem(weak), "weak.pem", "1024 bits");
        refused(new AuthSettings().pem(secret), "secret.pem", "PRIVATE KEY", "openssl pkey -pubout");
    }

    @Test
    void refusesToStartOnAnUnknownAlgorithmOrAnImpossibleBudget() {
        for (AuthSettings settings : List.of(
                AuthSettings.withSecret().algorithms("HS256", "none"),
                AuthSettings.withSecret().algorithms(),
                AuthSettings.withSecret().budget(0))) {
            assertThatThrownBy(() -> new Node(settings).close())
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("auth.");
        }
    }

    private static AbstractStringAssert<?> refused(AuthSettings settings, String... parts) {
        Throwable failure = catchThrowable(() -> new Node(settings).close());
        assertThat(failure).isInstanceOf(NoUsableKeyException.class);
        return assertThat(failure.getMessage()).contains(parts).endsWith(".");
    }

    private Path file(String set) throws IOException {
        return Files.writeString(directory.resolve("jwks.json"), set);
    }

    private static ObjectNode symmetric() {
        return JsonCodec.MAPPER
                .createObjectNode()
                .put("kid", "shared")
                .put("kty", "oct")
                .put("k", TestKeys.url("a symmetric key that everybody can read"));
    }
}
