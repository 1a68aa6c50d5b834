package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Principal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-102")
class FreshTokensTest {
    private final AtomicLong now = new AtomicLong(1_000_000);
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    private final FreshTokens fresh = new FreshTokens(clock);

    @Test
    void believesAnAcceptedTokenForASecondAndAsksAgainThen() {
        assertThat(fresh.find("token")).isNull();
        Principal ada = ada(now.get() + 60_000);
        fresh.accepted("token", ada);

        now.addAndGet(999);
        assertThat(fresh.find("token")).isSameAs(ada);
        assertThat(fresh.find("token2")).isNull();
        now.addAndGet(1);
        assertThat(fresh.find("token")).isNull();
    }

    @Test
    void doesNotBelieveATokenPastItsEnd() {
        fresh.find("token");
        fresh.accepted("token", ada(now.get() + 300));

        now.addAndGet(299);
        assertThat(fresh.find("token")).isNotNull();
        now.addAndGet(1);
        assertThat(fresh.find("token")).isNull();
    }

    @Test
    void forgetsEverythingWhenTheClockIsSetBack() {
        fresh.find("token");
        fresh.accepted("token", ada(now.get() + 60_000));

        now.addAndGet(-5_000);

        assertThat(fresh.find("token")).isNull();
    }

    @Test
    void holdsNoMoreTokensThanItsBound() {
        fresh.find("first");
        for (int i = 0; i <= FreshTokens.MAX_TOKENS; i++) {
            fresh.accepted("token" + i, ada(now.get() + 60_000));
        }

        assertThat(fresh.find("token" + (FreshTokens.MAX_TOKENS - 1))).isNotNull();
        assertThat(fresh.find("token" + FreshTokens.MAX_TOKENS)).isNull();
    }

    private static Principal ada(long expiresAtMillis) {
        return new Principal("", "ada", Set.of(), Set.of(), Map.of(), Instant.ofEpochMilli(expiresAtMillis));
    }
}
