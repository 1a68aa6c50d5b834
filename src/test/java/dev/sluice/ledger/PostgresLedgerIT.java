package dev.sluice.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.HealthSource;
import dev.sluice.config.LedgerConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger on a real PostgreSQL that goes and comes back. */
@Tag("R-604")
class PostgresLedgerIT {
    @TempDir
    Path dir;

    private final Vertx vertx = Vertx.vertx();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private PostgresServer server;
    private @Nullable Database database;

    @BeforeEach
    void create() throws Exception {
        Optional<PostgresServer> created = PostgresServer.create();
        assumeTrue(created.isPresent(), PostgresServer.MISSING);
        server = created.get();
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().timeout(30, SECONDS).await();
        if (database != null) {
            database.close();
        }
        if (server != null) {
            server.close();
        }
    }

    private Ledger deploy(String url, int intake) throws Exception {
        Database opened = Database.open(Records.server(url, intake, 100), dir);
        database = opened;
        Ledger ledger = Ledger.create(vertx, Records.server(url, intake, 100), opened, meters, InstantSource.system());
        vertx.deployVerticle(ledger.verticle()).timeout(30, SECONDS).await();
        return ledger;
    }

    private static HealthSource.Report report(Ledger ledger) {
        return ledger.health().check().result();
    }

    @Test
    @Tag("R-504")
    void isLookedAtWithoutWritingAnything() throws Exception {
        LedgerConfig config = Records.server(server.url(), 10, 10);
        assertThatThrownBy(() -> DatabaseCheck.look(config, dir, InstantSource.system()))
                .isInstanceOf(DatabaseException.class);

        server.start();

        await().atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() ->
                        DatabaseCheck.look(config, dir, InstantSource.system()).isEmpty());
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void keepsEveryAcceptedRecordWhileTheServerIsAwayAndBack() throws Exception {
        Ledger ledger = deploy(server.url(), 5_000);
        IntStream.range(0, 100).forEach(i -> ledger.append(Records.call(i)));
        await().atMost(Duration.ofSeconds(30))
                .until(() ->
                        report(ledger).details().getOrDefault("reason", "").equals("the database cannot be reached"));

        server.start();
        await().atMost(Duration.ofSeconds(30)).until(() -> report(ledger).up());
        for (int i = 100; i < 3_000; i++) {
            ledger.append(Records.call(i));
            if (i == 1_500) {
                server.crash();
            }
        }
        await().atMost(Duration.ofSeconds(30)).until(() -> !report(ledger).up());
        server.start();
        ledger.flush().timeout(60, SECONDS).await();

        Database opened = java.util.Objects.requireNonNull(database);
        Verification found = new LedgerVerifier(opened).verify();
        assertThat(found.flaws()).isEmpty();
        assertThat(found.records()).isEqualTo(3_000);
        assertThat(meters.get("mcp.ledger.lost").counter().count()).isZero();
        assertThat(new LedgerQuery(opened)
                        .find(LedgerFilter.latest(5).by("https://issuer.example|user1"))
                        .timeout(30, SECONDS)
                        .await())
                .hasSize(5);
    }

    @Test
    void countsLossesWhileTheServerIsAwayAndRecordsThemWhenItIsBack() throws Exception {
        Ledger ledger = deploy(server.url(), 64);

        long taken = IntStream.range(0, 1_000)
                .filter(i -> ledger.append(Records.call(i)))
                .count();
        server.start();
        ledger.flush().timeout(60, SECONDS).await();

        Database opened = java.util.Objects.requireNonNull(database);
        LedgerQuery query = new LedgerQuery(opened);
        var losses = query.find(LedgerFilter.latest(10).ofKind(Ledger.RECORDS_LOST))
                .timeout(30, SECONDS)
                .await();
        int recorded = losses.stream()
                .map(AuditRecord::detail)
                .mapToInt(detail -> Integer.parseInt(String.valueOf(detail).substring("count=".length())))
                .sum();
        assertThat(recorded).isEqualTo((int) (1_000 - taken)).isPositive();
        assertThat(query.find(LedgerFilter.latest(1_000).ofKind(AuditRecord.CALL))
                        .timeout(30, SECONDS)
                        .await())
                .hasSize((int) taken);
        assertThat(new LedgerVerifier(opened).verify().isIntact()).isTrue();
    }

    @Test
    void startsWithAServerThatRefusesItAndSaysWhyWithoutThePassword() throws Exception {
        server.start();
        Ledger ledger = deploy(server.urlWithWrongPassword(), 100);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> report(ledger)
                        .details()
                        .getOrDefault("reason", "")
                        .equals("the database refused the credentials"));

        assertThat(ledger.append(Records.call(1))).isTrue();
        assertThat(report(ledger).details().toString()).doesNotContain("not-the-one");
    }
}
