package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.AuditRecord;
import dev.sluice.config.SluiceConfig;
import dev.sluice.ledger.Database;
import dev.sluice.ledger.LedgerFilter;
import dev.sluice.ledger.LedgerQuery;
import dev.sluice.ledger.LedgerVerifier;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-604")
class GatewayLedgerIT {
    @Test
    void everyCallAndRefusalIsInTheLedgerWhenTheGatewayHasStopped() throws Exception {
        SluiceConfig config = callsAndStops("tools: {echo: {roles: [operator]}}");

        try (Database database = Database.open(config.ledger(), config.dataDir())) {
            List<AuditRecord> calls = new LedgerQuery(database)
                    .find(LedgerFilter.latest(10).ofKind(AuditRecord.CALL))
                    .await(30, TimeUnit.SECONDS);
            assertThat(calls)
                    .extracting(AuditRecord::target, AuditRecord::principal, AuditRecord::outcome)
                    .containsExactly(
                            org.assertj.core.groups.Tuple.tuple("echo", "|ada", "INSUFFICIENT_PERMISSIONS"),
                            org.assertj.core.groups.Tuple.tuple("hello_world", "|ada", "ok"));
            assertThat(new LedgerVerifier(database).verify().isIntact()).isTrue();
        }
    }

    @Test
    void nothingIsRecordedWhenTheLedgerIsSwitchedOff() {
        try (GatewayFixture gateway = GatewayFixture.start("ledger: {enabled: false}")) {
            assertThat(gateway.as("ada").call("hello_world", "{}").status()).isEqualTo(200);
            assertThat(gateway.nobody().get("/health").status()).isEqualTo(200);
            assertThat(gateway.nobody().get("/health").text()).doesNotContain("\"ledger\"");
            assertThat(gateway.nobody().get("/metrics").status()).isEqualTo(200);
        }
    }

    private static SluiceConfig callsAndStops(String yaml) {
        try (GatewayFixture gateway = GatewayFixture.start(yaml)) {
            gateway.as("ada").call("hello_world", "{}");
            gateway.as("ada").call("echo", "{\"text\":\"x\"}");
            return gateway.config();
        }
    }
}
