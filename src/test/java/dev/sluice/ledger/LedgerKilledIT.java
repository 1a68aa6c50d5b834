package dev.sluice.ledger;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.AuditRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL between batches: what was acknowledged is there. */
@Tag("R-604")
class LedgerKilledIT {
    @TempDir
    Path dir;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void end() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void keepsEveryAcknowledgedRecordOverKills() throws Exception {
        long acknowledged = 0;
        for (int round = 0; round < 3; round++) {
            acknowledged += killedAfter(40 + 25 * round);
            assertThat(DatabaseCheck.look(Records.embedded(100, 10), dir, InstantSource.system()))
                    .isEmpty();
        }

        try (Database database = Database.open(Records.embedded(100, 10), dir)) {
            Verification found = new LedgerVerifier(database).verify();
            assertThat(found.flaws()).isEmpty();
            assertThat(found.runs()).isEqualTo(3);
            assertThat(found.records()).isGreaterThanOrEqualTo(acknowledged);
            assertThat(calls(database)).isGreaterThanOrEqualTo(acknowledged);
        }
    }

    @Test
    void saysThatAnotherProcessHasTheFile() throws Exception {
        Process child = start();
        try (BufferedReader lines = child.inputReader()) {
            assertThat(lines.readLine()).isNotNull();
        }

        assertThatThrownBy(() -> Database.open(Records.embedded(100, 10), dir))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("in use by another process");
    }

    /** Runs a process until it has acknowledged so many batches, kills it and returns how many records that were. */
    private long killedAfter(int batches) throws IOException, InterruptedException {
        Process child = start();
        long acknowledged = 0;
        try (BufferedReader lines = child.inputReader()) {
            for (int i = 0; i < batches; i++) {
                acknowledged = Long.parseLong(String.valueOf(lines.readLine()));
            }
            child.toHandle().destroyForcibly();
            assertThat(child.waitFor(30, SECONDS)).isTrue();
            for (String line = lines.readLine(); line != null && line.endsWith("0"); line = lines.readLine()) {
                acknowledged = Long.parseLong(line);
            }
        }
        assertThat(child.exitValue()).isEqualTo(128 + 9);
        return acknowledged;
    }

    private Process start() throws IOException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        AppendingProcess.class.getName(),
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        started.add(child);
        return child;
    }

    private static long calls(Database database) throws SQLException {
        AtomicLong calls = new AtomicLong();
        try (Connection connection = database.dataSource().getConnection()) {
            database.table().walk(connection, row -> {
                if (row.content().kind().equals(AuditRecord.CALL)) {
                    calls.incrementAndGet();
                }
            });
        }
        return calls.get();
    }
}
