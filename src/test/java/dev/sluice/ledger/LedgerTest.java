package dev.sluice.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.AuditRecord;
import dev.sluice.bus.HealthSource;
import dev.sluice.config.LedgerConfig;
import dev.sluice.ledger.Verification.Problem;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("R-604")
class LedgerTest {
    @TempDir
    Path dir;

    private final Vertx vertx = Vertx.vertx();
    private SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Database database;
    private Ledger ledger;

    @BeforeEach
    void open() {
        open(Records.embedded(1_000, 100));
    }

    private void open(LedgerConfig config) {
        database = Database.open(config, dir);
        meters = new SimpleMeterRegistry();
        ledger = Ledger.create(vertx, config, database, meters, InstantSource.system());
        vertx.deployVerticle(ledger.verticle()).timeout(30, SECONDS).await();
    }

    private void shut() {
        ledger.stop().timeout(30, SECONDS).await();
        database.close();
    }

    @AfterEach
    void close() {
        vertx.close().timeout(30, SECONDS).await();
        database.close();
    }

    @Test
    void writesRecordsAndFindsThemByEveryCriterion() {
        IntStream.range(0, 250).forEach(i -> ledger.append(Records.call(i)));
        ledger.append(Records.event(AuditRecord.AUTH_FAILURE, 7));
        ledger.append(Records.call(400, "iss|eve", "forbidden", "INSUFFICIENT_PERMISSIONS"));
        ledger.flush().timeout(30, SECONDS).await();

        LedgerQuery query = new LedgerQuery(database);
        LedgerFilter some = LedgerFilter.latest(10);
        assertThat(find(query, some))
                .hasSize(10)
                .first()
                .satisfies(newest -> assertThat(newest.target()).isEqualTo("forbidden"));
        assertThat(find(query, some.by("iss|eve"))).hasSize(1);
        assertThat(find(query, some.by("' OR '1'='1"))).isEmpty();
        assertThat(find(query, some.on("tool1").endedWith("ok"))).hasSize(10);
        assertThat(find(query, some.ofKind(AuditRecord.AUTH_FAILURE))).hasSize(1);
        assertThat(find(query, some.between(Records.NOON.plusSeconds(3), Records.NOON.plusSeconds(5))))
                .extracting(AuditRecord::requestId)
                .containsExactly("n1.0-4", "n1.0-3");
        assertThat(find(query, some.by("iss|eve")).getFirst())
                .isEqualTo(Records.stored(Records.call(400, "iss|eve", "forbidden", "INSUFFICIENT_PERMISSIONS")));
        assertThat(meters.get("mcp.audits.count").gauge().value()).isEqualTo(251);
        assertThat(meters.get("mcp.events.count").gauge().value()).isEqualTo(1);
        assertThat(meters.get("mcp.ledger.batch").timer().count()).isPositive();
    }

    private static List<AuditRecord> find(LedgerQuery query, LedgerFilter filter) {
        return query.find(filter).timeout(30, SECONDS).await();
    }

    @Test
    void writesWholeBatchesAndTheRestWhenItsTimeHasCome() {
        shut();
        LedgerConfig slow = Records.embedded(1_000, 100);
        open(new LedgerConfig(true, slow.url(), 1_000, 100, Duration.ofSeconds(1)));
        ledger.flush().timeout(30, SECONDS).await();
        long before = meters.get("mcp.ledger.batch").timer().count();

        IntStream.range(0, 250).forEach(i -> ledger.append(Records.call(i)));

        await().untilAsserted(() ->
                assertThat(meters.get("mcp.audits.count").gauge().value()).isEqualTo(250));
        assertThat(meters.get("mcp.ledger.batch").timer().count() - before).isBetween(3L, 5L);
    }

    @Test
    void keepsHostileTextWithoutLosingTheRecordOrTheChain() {
        String hostile = "a\u0000b\uD800c" + "x".repeat(5_000);
        ledger.append(Records.call(1, hostile, "'); DROP TABLE audit_record; --", "ok"));
        ledger.flush().timeout(30, SECONDS).await();

        AuditRecord kept =
                find(new LedgerQuery(database), LedgerFilter.latest(1)).getFirst();
        assertThat(kept.principal()).startsWith("a\uFFFDb\uFFFDc").hasSize(CleanText.MAX_LENGTH);
        assertThat(kept.target()).isEqualTo("'); DROP TABLE audit_record; --");
        assertThat(new LedgerVerifier(database).verify().isIntact()).isTrue();
    }

    @Test
    void continuesTheChainOverRestarts() {
        for (int start = 0; start < 3; start++) {
            int base = start * 10;
            IntStream.range(base, base + 10).forEach(i -> ledger.append(Records.call(i)));
            shut();
            open(Records.embedded(1_000, 100));
        }
        ledger.append(Records.call(99));
        ledger.flush().timeout(30, SECONDS).await();

        Verification found = new LedgerVerifier(database).verify();
        assertThat(found.flaws()).isEmpty();
        assertThat(found.records()).isEqualTo(31);
        assertThat(found.runs()).isEqualTo(4);
    }

    @Test
    void findsAChangedARemovedAndACutRecord() throws SQLException {
        IntStream.range(0, 30).forEach(i -> ledger.append(Records.call(i)));
        shut();
        open(Records.embedded(1_000, 100));
        ledger.append(Records.call(30));
        ledger.flush().timeout(30, SECONDS).await();
        assertThat(new LedgerVerifier(database).verify().isIntact()).isTrue();

        Segments segments = new Segments(database.dataSource());
        segments.rewrite(rows -> rows.stream()
                .map(row -> row.seq() == 5 ? Segments.withOutcome(row, "tool_error") : row)
                .toList());
        assertThat(problems()).containsExactly(Problem.CHANGED);

        segments.rewrite(rows -> rows.stream()
                .map(row -> row.seq() == 5 ? Segments.withOutcome(row, "ok") : row)
                .toList());
        assertThat(problems()).isEmpty();
        segments.rewrite(rows -> rows.stream().filter(row -> row.seq() != 12).toList());
        assertThat(problems()).containsExactly(Problem.CHANGED, Problem.GAP);

        segments.rewrite(rows -> rows.stream().filter(row -> row.seq() < 12).toList());
        assertThat(problems()).containsExactly(Problem.UNLINKED);
    }

    private List<Problem> problems() {
        return new LedgerVerifier(database)
                .verify().flaws().stream().map(Verification.Flaw::problem).toList();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void countsWhatDoesNotFitAndRecordsTheLossLater() throws SQLException {
        shut();
        LedgerConfig small = Records.embedded(50, 10);
        meters = new SimpleMeterRegistry();
        database = Database.open(small, dir);
        ledger = Ledger.create(vertx, small, database, meters, InstantSource.system());

        long taken = IntStream.range(0, 80)
                .filter(i -> ledger.append(Records.call(i)))
                .count();
        assertThat(taken).isEqualTo(50);
        assertThat(meters.get("mcp.ledger.lost").counter().count()).isEqualTo(30);
        assertThat(meters.get("mcp.ledger.waiting").gauge().value()).isEqualTo(50);
        vertx.deployVerticle(ledger.verticle()).timeout(30, SECONDS).await();
        ledger.flush().timeout(30, SECONDS).await();

        LedgerQuery query = new LedgerQuery(database);
        assertThat(find(query, LedgerFilter.latest(1_000).ofKind(AuditRecord.CALL)))
                .hasSize(50);
        assertThat(find(query, LedgerFilter.latest(10).ofKind(Ledger.RECORDS_LOST)))
                .singleElement()
                .satisfies(loss -> assertThat(loss.detail()).isEqualTo("count=30"));
        assertThat(new LedgerVerifier(database).verify().isIntact()).isTrue();
    }

    @Test
    void dropsTheOneRecordThatTheDatabaseRefusesAndGoesOn() throws Exception {
        await().until(() -> report().up());
        execute("ALTER TABLE audit_segment ALTER COLUMN records VARBINARY(400)");

        ledger.append(Records.call(1));
        ledger.append(Records.call(2, "iss|bob", "a name that is too long ".repeat(30), "ok"));
        ledger.append(Records.call(3));
        ledger.flush().timeout(30, SECONDS).await();

        LedgerQuery query = new LedgerQuery(database);
        assertThat(find(query, LedgerFilter.latest(10).ofKind(AuditRecord.CALL)))
                .extracting(AuditRecord::requestId)
                .containsExactly("n1.0-3", "n1.0-1");
        await().untilAsserted(() -> assertThat(
                        find(query, LedgerFilter.latest(10).ofKind(Ledger.RECORDS_LOST)))
                .hasSize(1));
        assertThat(new LedgerVerifier(database).verify().isIntact()).isTrue();
    }

    @Test
    void writesWhatWaitsWhenItIsStoppedAndTakesNothingMore() {
        IntStream.range(0, 500).forEach(i -> ledger.append(Records.call(i)));

        int left = ledger.stop().timeout(30, SECONDS).await();

        assertThat(left).isZero();
        assertThat(ledger.append(Records.call(501))).isFalse();
        assertThat(find(new LedgerQuery(database), LedgerFilter.latest(1_000))).hasSize(500);
        assertThat(meters.get("mcp.ledger.lost").counter().count()).isEqualTo(1);
    }

    @Test
    void saysInItsHealthHowItIs() {
        await().until(() -> report().up());

        assertThat(report().details()).containsEntry("kind", "h2").containsEntry("waiting", 0);
        assertThat(ledger.health().vital()).isFalse();
        assertThat(ledger.health().name()).isEqualTo("ledger");
        ledger.stop().timeout(30, SECONDS).await();
        assertThat(report().up()).isFalse();
    }

    private HealthSource.Report report() {
        return ledger.health().check().timeout(30, SECONDS).await();
    }

    @Test
    void refusesMoreQueriesThanItsBound() {
        LedgerQuery query = new LedgerQuery(database);
        await().until(() -> report().up());

        List<Future<List<AuditRecord>>> asked = IntStream.range(0, LedgerQuery.MAX_QUERIES * 20)
                .mapToObj(i -> query.find(LedgerFilter.latest(1_000)))
                .toList();
        Future.join(asked).otherwiseEmpty().timeout(30, SECONDS).await();

        assertThat(asked).anyMatch(Future::succeeded).anyMatch(Future::failed);
        assertThat(find(query, LedgerFilter.latest(1))).isEmpty();
        assertThatThrownBy(() -> LedgerFilter.latest(1_001)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void saysClearlyThatADirectoryCannotBeUsed() throws Exception {
        Path file = Files.writeString(dir.resolve("occupied"), "a file");

        assertThatThrownBy(() -> Database.open(Records.embedded(10, 5), file))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("dataDir");
    }
}
