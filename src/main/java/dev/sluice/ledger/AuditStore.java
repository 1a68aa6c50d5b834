package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches to the table, each in one transaction and exactly once. Confined to the writer thread.
 *
 * <p>A batch whose commit was in doubt (the connection broke) is recognised by its last hash when it is tried again,
 * so it must be tried again with the same records.
 */
final class AuditStore {
    /** Records after which the writer lets others have the CPU. */
    private static final int TURN = 32;

    private final DataSource source;
    private final String node;
    private final boolean embedded;
    private final RecordTable table;
    private final InstantSource clock;
    private final HashChain chain = new HashChain();
    private @Nullable ChainTail tail;
    private boolean inDoubt;

    AuditStore(Database database, InstantSource clock) {
        this.source = database.dataSource();
        this.node = database.node();
        this.embedded = database.isEmbedded();
        this.table = database.table();
        this.clock = clock;
    }

    /** Reaches the database: makes the tables and finds the end of the chain the first time, later only asks. */
    void touch() throws SQLException {
        try (Connection connection = source.getConnection()) {
            if (tail == null) {
                open(connection);
            } else if (!connection.isValid(1)) {
                throw new SQLException("The connection does not answer", "08006");
            }
        }
    }

    /** Writes the records; when this returns they survive the end of the process. */
    void append(List<AuditRecord> records) throws SQLException {
        try (Connection connection = source.getConnection()) {
            ChainTail begin = tail == null ? open(connection) : tail;
            connection.setAutoCommit(false);
            List<AuditRow> rows = link(begin, records);
            if (inDoubt) {
                ChainTail last = table.lastOfRun(connection, node, begin.run());
                if (last != null && Arrays.equals(last.hash(), rows.getLast().hash())) {
                    connection.commit();
                    makeDurable(connection);
                    advance(rows);
                    return;
                }
                if (last != null && last.seq() > begin.seq()) {
                    rows = link(resume(connection), records);
                }
            }
            inDoubt = true;
            table.insert(connection, rows);
            connection.commit();
            makeDurable(connection);
            advance(rows);
        }
    }

    private List<AuditRow> link(ChainTail begin, List<AuditRecord> records) {
        List<AuditRow> rows = new ArrayList<>(records.size());
        ChainTail last = begin;
        for (AuditRecord each : records) {
            AuditRow row = chain.link(node, last, CleanText.clean(each));
            rows.add(row);
            last = row.asTail();
            if (rows.size() % TURN == 0) {
                giveWay();
            }
        }
        return rows;
    }

    @SuppressWarnings(
            "ThreadPriorityCheck") // Nothing relies on it: where CPUs are few, calls wait less for the writer.
    private static void giveWay() {
        Thread.yield();
    }

    private void advance(List<AuditRow> written) {
        tail = written.getLast().asTail();
        inDoubt = false;
    }

    /* A commit of H2 reaches the file within WRITE_DELAY; a batch counts as written only after this. */
    private void makeDurable(Connection connection) throws SQLException {
        if (embedded) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
            }
        }
    }

    private ChainTail open(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        Schema.migrate(connection, table.schema());
        return resume(connection);
    }

    /* A new run, chained to the last record of the run before. */
    private ChainTail resume(Connection connection) throws SQLException {
        ChainTail before = table.lastOfNode(connection, node);
        connection.commit();
        ChainTail begin = before == null
                ? new ChainTail(clock.millis(), 0, HashChain.genesis())
                : new ChainTail(Math.max(clock.millis(), before.run() + 1), 0, before.hash());
        tail = begin;
        return begin;
    }
}
