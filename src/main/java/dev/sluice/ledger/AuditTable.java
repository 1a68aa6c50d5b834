package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rows of {@code audit_record}: in and out. */
final class AuditTable {
    static final String COLUMNS = "node, run, seq, recorded_at, kind, request_id, principal, address, method, target,"
            + " provider, outcome, duration_micros, revision, detail, prev_hash, hash";
    private static final String INSERT =
            "INSERT INTO audit_record (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String LAST_OF_RUN =
            "SELECT run, seq, hash FROM audit_record WHERE node = ? AND run = ? ORDER BY seq DESC LIMIT 1";
    private static final String LAST_OF_NODE =
            "SELECT run, seq, hash FROM audit_record WHERE node = ? ORDER BY run DESC, seq DESC LIMIT 1";

    private AuditTable() {}

    static void insert(Connection connection, List<AuditRow> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (AuditRow row : rows) {
                bind(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bind(PreparedStatement statement, AuditRow row) throws SQLException {
        AuditRecord content = row.content();
        statement.setString(1, row.node());
        statement.setLong(2, row.run());
        statement.setLong(3, row.seq());
        statement.setObject(4, content.at().atOffset(ZoneOffset.UTC));
        statement.setString(5, content.kind());
        statement.setString(6, content.requestId());
        statement.setString(7, content.principal());
        statement.setString(8, content.address());
        statement.setString(9, content.method());
        statement.setString(10, content.target());
        statement.setString(11, content.provider());
        statement.setString(12, content.outcome());
        statement.setLong(13, content.durationMicros());
        statement.setString(14, content.revision());
        statement.setString(15, content.detail());
        statement.setBytes(16, row.prevHash());
        statement.setBytes(17, row.hash());
    }

    /** The current row of a query for {@link #COLUMNS}. */
    static AuditRow row(ResultSet in) throws SQLException {
        AuditRecord content = new AuditRecord(
                in.getObject(4, OffsetDateTime.class).toInstant(),
                in.getString(5),
                in.getString(6),
                in.getString(7),
                in.getString(8),
                in.getString(9),
                in.getString(10),
                in.getString(11),
                in.getString(12),
                in.getLong(13),
                in.getString(14),
                in.getString(15));
        return new AuditRow(in.getString(1), in.getLong(2), in.getLong(3), content, in.getBytes(16), in.getBytes(17));
    }

    static @Nullable ChainTail lastOfRun(Connection connection, String node, long run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST_OF_RUN)) {
            statement.setString(1, node);
            statement.setLong(2, run);
            return tail(statement);
        }
    }

    static @Nullable ChainTail lastOfNode(Connection connection, String node) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST_OF_NODE)) {
            statement.setString(1, node);
            return tail(statement);
        }
    }

    private static @Nullable ChainTail tail(PreparedStatement query) throws SQLException {
        try (ResultSet in = query.executeQuery()) {
            return in.next() ? new ChainTail(in.getLong(1), in.getLong(2), in.getBytes(3)) : null;
        }
    }
}
