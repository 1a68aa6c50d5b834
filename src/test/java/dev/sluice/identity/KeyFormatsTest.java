package dev.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read from PEM text, key sets and HTTP headers, without anything running. */
@Tag("R-102")
class KeyFormatsTest {
    private static final Set<SignatureAlgorithm> ALL = EnumSet.allOf(SignatureAlgorithm.class);

    @Test
    void readsSeveralKeysFromOnePem() throws UnusableKeyException {
        String pem = "comment\n" + TestKeys.pem(TestKeys.RSA.getPublic()) + "\r\n"
                + TestKeys.pem(TestKeys.ED25519.getPublic());
        assertThat(PublicKeyPem.parse(pem)).containsExactly(TestKeys.RSA.getPublic(), TestKeys.ED25519.getPublic());
    }

    @Test
    void givesAKeyWithoutAlgTheWholeOfItsFamily() throws UnusableKeyException {
        JsonWebKeys keys =
                parse(TestKeys.jwk("rsa", TestKeys.RSA.getPublic()), TestKeys.jwk("ec", TestKeys.P384.getPublic()));

        assertThat(keys.dropped()).isEmpty();
        assertThat(keys.keys().getFirst().algorithms())
                .containsExactlyInAnyOrder(
                        SignatureAlgorithm.RS256,
                        SignatureAlgorithm.RS384,
                        SignatureAlgorithm.RS512,
                        SignatureAlgorithm.PS256,
                        SignatureAlgorithm.PS384,
                        SignatureAlgorithm.PS512);
        assertThat(keys.keys().getLast().algorithms()).containsExactly(SignatureAlgorithm.ES384);
    }

    @Test
    void dropsAKeyWhoseAlgorithmDoesNotFitItsKind() throws UnusableKeyException {
        JsonWebKeys keys = parse(
                TestKeys.jwk("confused", TestKeys.RSA.getPublic()).put("alg", "HS256"),
                TestKeys.jwk("curve", TestKeys.P384.getPublic()).put("alg", "ES256"));

        assertThat(keys.keys()).isEmpty();
        assertThat(keys.dropped()).hasSize(2);
    }

    @Test
    void keepsGoodKeysBesideBadOnes() throws UnusableKeyException {
        ObjectNode encryptOnly = TestKeys.jwk("ops", TestKeys.P256.getPublic());
        encryptOnly.putArray("key_ops").add("encrypt");
        JsonWebKeys keys = parse(
                encryptOnly,
                TestKeys.jwk("broken", TestKeys.P256.getPublic()).put("x", "***"),
                TestKeys.jwk("bare", TestKeys.P256.getPublic()).without("y"),
                TestKeys.jwk("good", TestKeys.P256.getPublic()).put("use", "sig"));

        assertThat(keys.keys())
                .singleElement()
                .satisfies(key -> assertThat(key.id()).isEqualTo("good"));
        assertThat(keys.dropped()).hasSize(3);
    }

    @Test
    void dropsKeysBeyondTheBound() throws UnusableKeyException {
        JsonWebKeys keys = parse(IntStream.range(0, JsonWebKeys.MAX_KEYS + 1)
                .mapToObj(i -> TestKeys.jwk("key" + i, TestKeys.ED25519.getPublic()))
                .toArray(ObjectNode[]::new));

        assertThat(keys.keys()).hasSize(JsonWebKeys.MAX_KEYS);
        assertThat(keys.dropped()).containsExactly("1 keys beyond the bound of 64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"keys\":{}}", "null", "{\"keys\":[]"})
    void refusesWhatIsNoKeySet(String text) {
        byte[] json = text.getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> JsonWebKeys.parse(json, ALL)).isInstanceOf(UnusableKeyException.class);
    }

    @Test
    void survivesMembersOfTheWrongKind() throws UnusableKeyException {
        String json = "{\"keys\":[null,1,\"x\",[],{},{\"kty\":1},{\"kty\":\"RSA\",\"n\":[],\"e\":\"AQAB\"},"
                + "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"kid\":7},"
                + "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"AA\"},{\"kty\":\"RSA\",\"n\":\"AA\",\"e\":\"AA\"}]}";
        JsonWebKeys keys = JsonWebKeys.parse(json.getBytes(StandardCharsets.UTF_8), ALL);

        assertThat(keys.keys()).isEmpty();
        assertThat(keys.dropped()).hasSize(10);
    }

    @Test
    void cleansNamesThatOthersChose() {
        assertThat(KeyLabel.clip("a\nb")).isEqualTo("a?b");
        assertThat(KeyLabel.clip("x".repeat(500))).hasSizeLessThan(70);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "absent",
            value = {
                "absent | 300",
                "no-cache | 300",
                "public, max-age=120 | 120",
                "Max-Age=\"120\" | 120",
                "max-age=0 | 30",
                "max-age=-5 | 30",
                "max-age=999999999 | 86400",
                "max-age=soon | 300",
                "s-maxage=60 | 300"
            })
    void believesMaxAgeWithinBounds(@Nullable String header, long seconds) {
        assertThat(JwksUri.freshness(header, Duration.ofMinutes(5))).hasSeconds(seconds);
    }

    @Test
    void neverShowsAKey() throws UnusableKeyException {
        assertThat(VerificationKey.ofSecret(AuthSettings.SECRET, ALL).toString())
                .doesNotContain(AuthSettings.SECRET.reveal());
    }

    private static JsonWebKeys parse(ObjectNode... keys) throws UnusableKeyException {
        return JsonWebKeys.parse(TestKeys.set(keys).getBytes(StandardCharsets.UTF_8), ALL);
    }
}
