package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-603")
class RedactionTest {
    private static final String JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLWhlcmU";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer " + JWT,
                "bad token " + JWT + " from x",
                "cut in the middle eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOi",
                "Bearer c2lnbmF0dXJlLWhlcmU",
                "password=c2lnbmF0dXJlLWhlcmU&x=1",
                "{\"client_secret\":\"c2lnbmF0dXJlLWhlcmU\"}",
                "jwt.secret : c2lnbmF0dXJlLWhlcmU",
                "secret='c2lnbmF0dXJlLWhlcmU and more'",
                "postgresql://sluice:c2lnbmF0dXJlLWhlcmU@db/audit",
                "redis://:c2lnbmF0dXJlLWhlcmU@cache",
                "X-Api-Key: c2lnbmF0dXJlLWhlcmU",
                "Cookie: c2lnbmF0dXJlLWhlcmU",
            })
    void masksWhatLooksLikeASecret(String text) {
        assertThat(Redaction.redact(text))
                .contains(Redaction.MASK)
                .doesNotContain("c2lnbmF0dXJlLWhlcmU")
                .doesNotContain("eyJ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Listening",
                "https://example.com/path?x=1",
                "The token was not accepted.",
                "3 of 4 keys loaded from /etc/keys",
                ""
            })
    void leavesOrdinaryTextAlone(String text) {
        assertThat(Redaction.redact(text)).isEqualTo(text);
    }

    @Test
    void takesLinearTimeOnHostileText() {
        String hostile = "token".repeat(400) + "a".repeat(2_000) + "eyJ".repeat(300) + "://".repeat(200);

        Assertions.assertTimeout(Duration.ofSeconds(10), () -> Redaction.redact(hostile));
    }
}
