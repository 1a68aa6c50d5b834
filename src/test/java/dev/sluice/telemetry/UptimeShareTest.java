package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-601")
class UptimeShareTest {
    @Test
    void weighsEachStateByItsTime() {
        UptimeShare share = new UptimeShare();
        share.observe(1_000, false);
        assertThat(share.percent()).isZero();

        share.observe(2_000, true);
        share.observe(5_000, true);
        assertThat(share.percent()).isEqualTo(75);

        share.observe(6_000, false);
        share.observe(9_000, false);
        assertThat(share.percent()).isEqualTo(50);
    }
}
