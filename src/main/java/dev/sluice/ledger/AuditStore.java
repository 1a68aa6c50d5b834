package dev.sluice.ledger;

import dev.sluice.ledger.RecordBatch.Part;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.Arrays;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Appends batches to the table, each in one transaction and exactly once. Confined to the writer thread.
 *
 * <p>A batch whose commit was in doubt (the connection broke) is recognised by its last hash when it is tried again,
 * so it must be tried again with the same records.
 */
final class AuditStore {
    private final DataSource source;
    private final String node;
    private final boolean embedded;
    private final RecordTable table;
    private final InstantSource clock;
    private final Turns turns;
    private final HashChain chain = new HashChain();
    private @Nullable ChainTail tail;
    private boolean inDoubt;

    AuditStore(Database database, InstantSource clock, Turns turns) {
        this.turns = turns;
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
    void append(Part records) throws SQLException {
        turns.begin();
        try (Connection connection = source.getConnection()) {
            ChainTail begin = tail == null ? open(connection) : tail;
            connection.setAutoCommit(false);
            LinkedPart rows = chain.link(node, begin, records, turns);
            if (inDoubt) {
                ChainTail last = table.lastOfRun(connection, node, begin.run());
                if (last != null && Arrays.equals(last.hash(), rows.tail().hash())) {
                    connection.commit();
                    makeDurable(connection);
                    advance(rows);
                    return;
                }
                if (last != null && last.seq() > begin.seq()) {
                    rows = chain.link(node, resume(connection), records, turns);
                }
            }
            inDoubt = true;
            table.insert(connection, rows, turns);
            turns.end();
            connection.commit();
            turns.end();
            makeDurable(connection);
            advance(rows);
        }
    }

    private void advance(LinkedPart written) {
        tail = written.tail();
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
