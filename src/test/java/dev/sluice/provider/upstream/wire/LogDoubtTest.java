package dev.sluice.provider.upstream.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-302")
class LogDoubtTest {
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final LogDoubt doubt = new LogDoubt(() -> now);

    @Test
    void keepsForAWhileFromOthersWhatMayBeOfACallThatWasGivenUp() {
        assertThat(doubt.keepsFrom("bob")).isFalse();

        doubt.gaveUp("alice");

        assertThat(doubt.keepsFrom("bob")).isTrue();
        assertThat(doubt.keepsFrom("alice")).isFalse();
        now = now.plusMillis(LogDoubt.MILLIS);
        assertThat(doubt.keepsFrom("bob")).isFalse();
    }

    @Test
    void keepsItFromEverybodyWhenSeveralHaveGivenUp() {
        doubt.gaveUp("alice");
        now = now.plusMillis(LogDoubt.MILLIS - 1);
        doubt.gaveUp("bob");

        assertThat(doubt.keepsFrom("alice")).isTrue();
        assertThat(doubt.keepsFrom("bob")).isTrue();

        // when only one of them goes on giving up
        now = now.plusMillis(LogDoubt.MILLIS);
        doubt.gaveUp("bob");

        // then
        assertThat(doubt.keepsFrom("bob")).isFalse();
    }
}
