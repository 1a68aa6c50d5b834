package dev.sluice.state;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-501")
class FallbackRateStoreTest {
    @Test
    void neverLogsThePasswordOfAnEndpoint() {
        assertThat(FallbackRateStore.withoutUserInfo("Failed: redis://user:p@ss@db-1:6379, rediss://:x@db-2"))
                .isEqualTo("Failed: redis://***@db-1:6379, rediss://***@db-2");
        assertThat(FallbackRateStore.withoutUserInfo("Connection refused: db-1/192.0.2.1:6379"))
                .isEqualTo("Connection refused: db-1/192.0.2.1:6379");
    }
}
