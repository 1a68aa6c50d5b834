package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One row of {@code audit_record} for each record: what a PostgreSQL keeps, open to anybody's SQL. */
final class RowTable implements RecordTable {
    private static final String COLUMNS =
            "node, run, seq, recorded_at, kind, request_id, principal, address, method, target,"
                    + " provider, outcome, duration_micros, revision, detail, prev_hash, hash";
    private static final String INSERT =
            "INSERT INTO audit_record (" + COLUMNS + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String LAST_OF_RUN =
            "SELECT run, seq, hash FROM audit_record WHERE node = ? AND run = ? ORDER BY seq DESC LIMIT 1";
    private static final String LAST_OF_NODE =
            "SELECT run, seq, hash FROM audit_record WHERE node = ? ORDER BY run DESC, seq DESC LIMIT 1";

    private static final String WALK = "SELECT " + COLUMNS + " FROM audit_record ORDER BY node, run, seq";
    private static final String FIND = "SELECT COUNT(*) FROM audit_record WHERE node = ? AND hash = ?";
    private static final int FETCH_SIZE = 1_000;

    @Override
    public List<String> schema() {
        return List.of("001-audit-record.sql");
    }

    @Override
    public void insert(Connection connection, LinkedPart rows, Turns turns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            for (int i = 0; i < rows.size(); i++) {
                bind(statement, rows.row(i));
                statement.addBatch();
                turns.after(i + 1);
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
    private static AuditRow row(ResultSet in) throws SQLException {
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

    @Override
    public @Nullable ChainTail lastOfRun(Connection connection, String node, long run) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(LAST_OF_RUN)) {
            statement.setString(1, node);
            statement.setLong(2, run);
            return tail(statement);
        }
    }

    @Override
    public @Nullable ChainTail lastOfNode(Connection connection, String node) throws SQLException {
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

    @Override
    public List<AuditRecord> newest(Connection connection, LedgerFilter filter, int timeoutSeconds)
            throws SQLException {
        Condition condition = new Condition();
        condition.and("kind = ?", filter.kind());
        condition.and("principal = ?", filter.principal());
        condition.and("target = ?", filter.target());
        condition.and("outcome = ?", filter.outcome());
        condition.and("recorded_at >= ?", utc(filter.from()));
        condition.and("recorded_at < ?", utc(filter.until()));
        String sql = "SELECT " + COLUMNS + " FROM audit_record" + condition.where
                + " ORDER BY recorded_at DESC, run DESC, seq DESC LIMIT ?";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(timeoutSeconds);
            int index = 1;
            for (Object value : condition.values) {
                statement.setObject(index++, value);
            }
            statement.setInt(index, filter.limit());
            List<AuditRecord> found = new ArrayList<>();
            try (ResultSet in = statement.executeQuery()) {
                while (in.next()) {
                    found.add(row(in).content());
                }
            }
            return found;
        }
    }

    @Override
    public void walk(Connection connection, Visitor visitor) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(WALK)) {
            statement.setFetchSize(FETCH_SIZE);
            try (ResultSet in = statement.executeQuery()) {
                while (in.next()) {
                    visitor.visit(row(in));
                }
            }
        }
    }

    @Override
    public boolean holds(Connection connection, String node, byte[] hash) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(FIND)) {
            statement.setString(1, node);
            statement.setBytes(2, hash);
            try (ResultSet in = statement.executeQuery()) {
                return in.next() && in.getLong(1) > 0;
            }
        }
    }

    private static @Nullable Object utc(@Nullable Instant at) {
        // As the records themselves: both databases keep microseconds.
        return at == null ? null : at.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /** Grows from constant pieces only; every value is a parameter. */
    private static final class Condition {
        private final StringBuilder where = new StringBuilder();
        private final List<Object> values = new ArrayList<>();

        private void and(String piece, @Nullable Object value) {
            if (value != null) {
                where.append(values.isEmpty() ? " WHERE " : " AND ").append(piece);
                values.add(value);
            }
        }
    }
}
