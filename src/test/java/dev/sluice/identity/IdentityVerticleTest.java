package dev.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.Principal;
import dev.sluice.bus.Verdict;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The door as other verticles meet it: credentials in, verdict out, over the event bus. */
@Tag("R-102")
class IdentityVerticleTest {
    private static final long NOW = MovableClock.START.getEpochSecond();

    private final Node node = new Node(AuthSettings.withSecret()
            .issuer("https://issuer.example")
            .audience("sluice")
            .exposed("email", "https://example.com/team"));

    @AfterEach
    void stop() {
        node.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void acceptsEveryHmacAlgorithm(String algorithm) {
        // given
        String token = good().hmac(algorithm, AuthSettings.SECRET.reveal());

        // when
        Principal principal = node.verified(token);

        // then
        assertThat(principal.subject()).isEqualTo("alice");
        assertThat(principal.key()).isEqualTo("https://issuer.example|alice");
        assertThat(principal.expiresAt()).isEqualTo(MovableClock.START.plus(Duration.ofHours(1)));
    }

    @Test
    @Tag("R-406")
    void exposesRolesScopesAndNamedClaimsOnly() {
        // given
        String token = good().claims(claims -> {
                    claims.putArray("roles").add("user").add(7).addNull();
                    claims.putObject("realm_access").putArray("roles").add("admin");
                    claims.put("https://example.com/roles", "auditor  reader");
                    claims.put("scope", "tools:call tools:list");
                    claims.putArray("scp").add("extra");
                    claims.put("email", "alice@example.com");
                    claims.putObject("https://example.com/team")
                            .put("name", "red")
                            .putNull("lead");
                    claims.put("salary", 1);
                })
                .hs256();

        // when
        Principal principal = node.verified(token);

        // then
        assertThat(principal.roles()).containsExactlyInAnyOrder("user", "admin", "auditor", "reader");
        assertThat(principal.scopes()).containsExactlyInAnyOrder("tools:call", "tools:list", "extra");
        assertThat(principal.claims()).containsOnlyKeys("email", "https://example.com/team");
        assertThat(principal.claims().get("https://example.com/team"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .containsEntry("name", "red")
                .containsEntry("lead", null);
    }

    static Stream<Arguments> badTokens() {
        return Stream.of(
                bad("empty", "", RejectionReason.MALFORMED),
                bad("garbage", "garbage", RejectionReason.MALFORMED),
                bad("only dots", "..", RejectionReason.MALFORMED),
                bad("four parts", good().hs256() + ".x", RejectionReason.MALFORMED),
                bad("padded", good().hs256() + "=", RejectionReason.MALFORMED),
                bad("not ASCII", "é" + good().hs256(), RejectionReason.MALFORMED),
                bad("one megabyte", "a".repeat(1 << 20), RejectionReason.TOO_LARGE),
                bad("unsigned, two parts", none().unsigned(), RejectionReason.MALFORMED),
                bad("unsigned, empty third part", none().unsigned() + '.', RejectionReason.MALFORMED),
                bad("unsigned, third part", none().unsigned() + ".AAAA", RejectionReason.ALGORITHM_REFUSED),
                bad("None", header(h -> h.put("alg", "None")).unsigned() + ".AAAA", RejectionReason.ALGORITHM_REFUSED),
                bad("no alg", good().unsigned() + ".AAAA", RejectionReason.ALGORITHM_REFUSED),
                bad("family without key", good().signed("RS256"), RejectionReason.UNKNOWN_KEY),
                bad(
                        "wrong key",
                        good().hmac("HS256", "another secret that nobody here knows"),
                        RejectionReason.BAD_SIGNATURE),
                bad("short signature", good().hs256().replaceAll("\\.[^.]+$", ".AAAA"), RejectionReason.BAD_SIGNATURE),
                bad("crit", header(h -> h.putArray("crit").add("exp")).hs256(), RejectionReason.CRITICAL_HEADER),
                bad("kid a number", header(h -> h.put("kid", 1)).hs256(), RejectionReason.MALFORMED),
                bad("expired", claims(c -> c.put("exp", NOW)), RejectionReason.EXPIRED),
                bad("no exp", claims(c -> c.remove("exp")), RejectionReason.EXPIRY_MISSING),
                bad("exp null", claims(c -> c.putNull("exp")), RejectionReason.EXPIRY_MISSING),
                bad("exp text", claims(c -> c.put("exp", "" + (NOW + 60))), RejectionReason.MALFORMED),
                bad("exp huge", claims(c -> c.put("exp", 1e300)), RejectionReason.MALFORMED),
                bad("not yet", claims(c -> c.put("nbf", NOW + 1)), RejectionReason.NOT_YET_VALID),
                bad("from the future", claims(c -> c.put("iat", NOW + 1)), RejectionReason.ISSUED_IN_FUTURE),
                bad("no sub", claims(c -> c.remove("sub")), RejectionReason.SUBJECT_MISSING),
                bad("sub empty", claims(c -> c.put("sub", "")), RejectionReason.SUBJECT_MISSING),
                bad("sub a number", claims(c -> c.put("sub", 1)), RejectionReason.SUBJECT_MISSING),
                bad("sub long", claims(c -> c.put("sub", "s".repeat(257))), RejectionReason.SUBJECT_MISSING),
                bad("sub with newline", claims(c -> c.put("sub", "a\nb")), RejectionReason.SUBJECT_MISSING),
                bad("other issuer", claims(c -> c.put("iss", "https://evil.example")), RejectionReason.ISSUER_MISMATCH),
                bad("no issuer", claims(c -> c.remove("iss")), RejectionReason.ISSUER_MISMATCH),
                bad("other audience", claims(c -> c.put("aud", "sluice2")), RejectionReason.AUDIENCE_MISMATCH),
                bad("other audiences", claims(c -> c.putArray("aud").add("x")), RejectionReason.AUDIENCE_MISMATCH),
                bad("no audience", claims(c -> c.remove("aud")), RejectionReason.AUDIENCE_MISMATCH));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badTokens")
    void rejectsWithoutTellingWhy(String name, String token, RejectionReason reason) {
        // when
        var refusal = node.rejected(token);

        // then
        assertThat(refusal.code()).isEqualTo(RefusalCode.INVALID_TOKEN);
        assertThat(refusal.details()).isEmpty();
        assertThat(refusal.message())
                .isEqualTo(
                        reason == RejectionReason.EXPIRED
                                ? "The token has expired."
                                : RefusalCode.INVALID_TOKEN.meaning());
        assertThat(node.failures(reason)).isEqualTo(1);
        assertThat(node.trail).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(AuditRecord.AUTH_FAILURE);
            assertThat(entry.detail()).isEqualTo(reason.tag());
            assertThat(entry.principal()).isNull();
        });
    }

    @Test
    void acceptsOneOfSeveralAudiences() {
        assertThat(node.verified(good().claims(c -> c.putArray("aud").add("x").add("sluice"))
                                .hs256())
                        .subject())
                .isEqualTo("alice");
    }

    @Test
    void refusesMembersThatOccurTwice() {
        // given: a parser that takes the last and one that takes the first would see two subjects
        String claims = "{\"sub\":\"alice\",\"sub\":\"mallory\",\"exp\":" + (NOW + 60) + "}";
        String token = TestKeys.url("{\"alg\":\"HS256\"}") + '.' + TestKeys.url(claims) + ".AAAA";

        // when
        node.rejected(token);

        // then
        assertThat(node.failures(RejectionReason.MALFORMED)).isEqualTo(1);
    }

    @Test
    void refusesAnotherSpellingOfTheSameSignature() {
        // given: the last character of 32 bytes in base64url carries two bits that say nothing
        String token = good().hs256();
        char last = token.charAt(token.length() - 1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        String other = token.substring(0, token.length() - 1) + alphabet.charAt(alphabet.indexOf(last) + 1);

        // when
        node.verified(token);
        node.rejected(other);

        // then
        assertThat(node.failures(RejectionReason.MALFORMED)).isEqualTo(1);
    }

    @Test
    void verifiesATokenOnceAndRemembersIt() {
        // given
        String token = good().hs256();

        // when
        for (int i = 0; i < 5; i++) {
            node.verified(token);
        }

        // then
        assertThat(node.signatureChecks()).isEqualTo(1);
        assertThat(node.count("mcp.auth.verifications", "result", "verified")).isEqualTo(1);
        assertThat(node.count("mcp.auth.cache.hits", "cache", "accepted")).isEqualTo(4);
        assertThat(node.meters.get("mcp.auth.cache.size").gauge().value()).isEqualTo(1);
        assertThat(node.trail).singleElement().satisfies(entry -> {
            assertThat(entry.kind()).isEqualTo(AuditRecord.AUTH_SUCCESS);
            assertThat(entry.principal()).isEqualTo("https://issuer.example|alice");
            assertThat(entry.requestId()).isEmpty();
        });
    }

    @Test
    void forgetsAfterAMinuteAtMost() {
        // given
        String token = good().hs256();
        node.verified(token);

        // when
        node.clock.forward(Duration.ofSeconds(60));
        node.verified(token);

        // then
        assertThat(node.signatureChecks()).isEqualTo(2);
    }

    @Test
    void stopsAtTheEndOfTheTokenAlthoughItIsRemembered() {
        // given
        String token = claims(c -> c.put("exp", NOW + 10));
        node.verified(token);

        // when
        node.clock.forward(Duration.ofMillis(9_999));
        node.verified(token);
        node.clock.forward(Duration.ofMillis(1));
        var refusal = node.rejected(token);

        // then
        assertThat(refusal.message()).isEqualTo("The token has expired.");
        assertThat(node.signatureChecks()).isEqualTo(1);
    }

    @Test
    void forgivesSkewedClocksWithinTheLeewayOnly() {
        // given
        String ending = claims(c -> c.put("exp", NOW + 10));
        String beginning = claims(c -> c.put("nbf", NOW + 30).put("iat", NOW + 30));
        try (Node lenient = new Node(AuthSettings.withSecret().leeway(Duration.ofSeconds(30)))) {
            lenient.verified(beginning);

            // when
            lenient.clock.forward(Duration.ofSeconds(39));
            lenient.verified(ending);
            lenient.verified(ending);
            lenient.clock.forward(Duration.ofSeconds(1));

            // then
            assertThat(lenient.rejected(ending).message()).isEqualTo("The token has expired.");
            assertThat(lenient.signatureChecks()).isEqualTo(2);
        }
    }

    @Test
    void acceptsNoTokenInWhichOneCharacterWasChanged() {
        // given
        String token = good().hs256();

        // when, then
        for (int i = 0; i < token.length(); i++) {
            String changed = token.substring(0, i) + (token.charAt(i) == 'A' ? 'B' : 'A') + token.substring(i + 1);
            assertThat(node.rejected(changed, "changed" + i).code()).isEqualTo(RefusalCode.INVALID_TOKEN);
        }
    }

    @Test
    @Tag("R-407")
    void computesNothingForABadSignatureSeenBefore() {
        // given
        String token = good().hmac("HS256", "another secret that nobody here knows");

        // when
        for (int i = 0; i < 10; i++) {
            node.rejected(token, "198.51.100." + i);
        }

        // then
        assertThat(node.signatureChecks()).isEqualTo(1);
        assertThat(node.failures(RejectionReason.BAD_SIGNATURE)).isEqualTo(10);
        assertThat(node.count("mcp.auth.cache.hits", "cache", "rejected")).isEqualTo(9);
    }

    @Test
    @Tag("R-407")
    void spendsAtMostTheBudgetOnTenThousandDifferentBadTokens() {
        // given
        String valid = good().hs256();
        String fresh = good().claims(c -> c.put("jti", "fresh")).hs256();
        node.verified(valid);

        // when
        Map<RefusalCode, Long> refusals = Stream.iterate(0, i -> i + 1)
                .limit(10_000)
                .map(i -> good().claims(c -> c.put("jti", "bad" + i))
                        .hmac("HS256", "a wrong secret with thirty-two bytes"))
                .map(node::rejected)
                .collect(Collectors.groupingBy(Refusal::code, Collectors.counting()));

        // then
        assertThat(node.signatureChecks()).isEqualTo(1 + 30);
        assertThat(refusals)
                .containsEntry(RefusalCode.INVALID_TOKEN, 30L)
                .containsEntry(RefusalCode.RATE_LIMIT_EXCEEDED, 9_970L);
        assertThat(node.meters.get("mcp.auth.budget.refusals").counter().count())
                .isEqualTo(9_970);
        assertThat(node.verified(valid).subject())
                .as("a remembered token passes")
                .isEqualTo("alice");
        assertThat(node.rejected(fresh).retryAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(node.trail.stream().filter(entry -> entry.kind().equals(AuditRecord.AUTH_FAILURE)))
                .as("ten failures and the spent budget")
                .hasSize(11);
    }

    @Test
    @Tag("R-407")
    void leavesOtherAddressesAloneAndForgivesAfterAMinute() {
        // given
        for (int i = 0; i < 30; i++) {
            node.rejected("garbage" + i);
        }
        String token = good().hs256();

        // when
        var refusal = node.rejected(token);
        var elsewhere = Node.await(node.ask(token, "192.0.2.2"));
        node.clock.forward(Duration.ofMinutes(1));
        var later = node.verified(good().claims(c -> c.put("jti", "other")).hs256());

        // then
        assertThat(refusal.code()).isEqualTo(RefusalCode.RATE_LIMIT_EXCEEDED);
        assertThat(elsewhere).isInstanceOf(Verdict.Verified.class);
        assertThat(later.subject()).isEqualTo("alice");
    }

    @Test
    @Tag("R-407")
    void doesNotCountWhatSucceeds() {
        for (int i = 0; i < 200; i++) {
            String id = "token" + i;
            node.verified(good().claims(c -> c.put("jti", id)).hs256());
        }
        assertThat(node.meters.get("mcp.auth.budget.addresses").gauge().value()).isZero();
    }

    @Test
    void answersWhatItCannotReadAndLetsNobodyIn() {
        // when
        Verdict verdict = Node.await(node.vertx
                .eventBus()
                .<Verdict>request(Addresses.identity(0), "no credentials")
                .map(answer -> answer.body()));

        // then
        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Rejected.class,
                        rejected -> assertThat(rejected.refusal().code()).isEqualTo(RefusalCode.INTERNAL_ERROR));
    }

    @Test
    void reportsItsKeys() {
        // when
        var sources = node.identity.healthSources();

        // then
        assertThat(sources).hasSize(1);
        assertThat(sources.getFirst().name()).isEqualTo("identity");
        assertThat(Node.await(sources.getFirst().check()).up()).isTrue();
        assertThat(Node.await(sources.getFirst().check()).details()).containsEntry("keys", 1);
    }

    @Test
    void describesEveryMeter() {
        assertThat(node.meters.getMeters().stream()
                        .filter(meter -> meter.getId().getName().startsWith("mcp.auth")))
                .isNotEmpty()
                .allSatisfy(meter -> assertThat(meter.getId().getDescription()).isNotBlank());
        assertThat(List.of(RejectionReason.values()))
                .allSatisfy(reason -> assertThat(node.failures(reason)).isZero());
    }

    private static TestToken good() {
        return new TestToken()
                .claims(claims -> claims.put("iss", "https://issuer.example").put("aud", "sluice"));
    }

    private static TestToken none() {
        return header(header -> header.put("alg", "none"));
    }

    private static TestToken header(Consumer<ObjectNode> change) {
        return good().header(change);
    }

    private static String claims(Consumer<ObjectNode> change) {
        return good().claims(change).hs256();
    }

    private static Arguments bad(String name, String token, RejectionReason reason) {
        return Arguments.of(name, token, reason);
    }
}
