package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * A batch of records in one row of {@code audit_segment}: what the embedded database keeps, because a row for each
 * record would cost more than the call it is about. A search reads segments backwards in time until it has what it
 * wants.
 */
final class SegmentTable implements RecordTable {
    /**
     * A segment is closed when it has this many bytes; a row has at most 40 KiB more. As large as a page of the database:
     * with each transaction it writes the last page again, so larger ones would be written twice.
     */
    static final int SEGMENT_BYTES = 16_000;

    private static final String INSERT = "INSERT INTO audit_segment (node, run, first_seq, last_seq, first_at, last_at,"
            + " prev_hash, hash, records) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
    private static final String LAST_OF_RUN =
            "SELECT run, last_seq, hash FROM audit_segment WHERE node = ? AND run = ? ORDER BY first_seq DESC LIMIT 1";
    private static final String LAST_OF_NODE =
            "SELECT run, last_seq, hash FROM audit_segment WHERE node = ? ORDER BY run DESC, first_seq DESC LIMIT 1";
    private static final String SEGMENTS = "SELECT node, run, prev_hash, records, last_at FROM audit_segment";

    /** Newest first, as a search answers. */
    private static final Comparator<AuditRow> NEWEST = Comparator.comparing(
                    (AuditRow row) -> row.content().at())
            .thenComparingLong(AuditRow::run)
            .thenComparingLong(AuditRow::seq)
            .reversed();

    @Override
    public List<String> schema() {
        return List.of("001-audit-segment.sql");
    }

    @Override
    public void insert(Connection connection, LinkedPart rows, Turns turns) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(INSERT)) {
            int begin = 0;
            while (begin < rows.size()) {
                SegmentEncoder segment = new SegmentEncoder();
                int end = fill(segment, rows, begin, turns);
                bind(statement, rows, begin, end - 1);
                statement.setBytes(9, segment.bytes());
                statement.executeUpdate();
                begin = end;
            }
        }
    }

    /** Adds rows until the segment is full; says where the next one begins. */
    private static int fill(SegmentEncoder segment, LinkedPart rows, int begin, Turns turns) {
        int end = begin;
        while (end < rows.size() && segment.size() < SEGMENT_BYTES) {
            segment.add(rows, end++);
            turns.after(end);
        }
        return end;
    }

    private static void bind(PreparedStatement statement, LinkedPart rows, int first, int last) throws SQLException {
        Instant from = rows.at(first);
        Instant until = from;
        for (int i = first + 1; i <= last; i++) {
            Instant at = rows.at(i);
            from = at.isBefore(from) ? at : from;
            until = at.isAfter(until) ? at : until;
        }
        statement.setString(1, rows.node());
        statement.setLong(2, rows.run());
        statement.setLong(3, rows.seq(first));
        statement.setLong(4, rows.seq(last));
        statement.setObject(5, from.atOffset(ZoneOffset.UTC));
        statement.setObject(6, until.atOffset(ZoneOffset.UTC));
        statement.setBytes(7, rows.prevHash(first));
        statement.setBytes(8, rows.hash(last));
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
        // The oldest of the best is on top, to be thrown out first.
        PriorityQueue<AuditRow> best = new PriorityQueue<>(NEWEST.reversed());
        try (PreparedStatement statement =
                connection.prepareStatement(SEGMENTS + " WHERE last_at >= ? ORDER BY last_at DESC")) {
            statement.setQueryTimeout(timeoutSeconds);
            statement.setFetchSize(16);
            statement.setObject(1, (filter.from() == null ? Instant.EPOCH : filter.from()).atOffset(ZoneOffset.UTC));
            try (ResultSet in = statement.executeQuery()) {
                while (in.next()
                        && !isDone(
                                best,
                                filter,
                                in.getObject(5, OffsetDateTime.class).toInstant())) {
                    for (AuditRow row : rows(in)) {
                        offer(best, filter, row);
                    }
                }
            }
        }
        return best.stream().sorted(NEWEST).map(AuditRow::content).toList();
    }

    /** Whether no record of a segment that ends at this instant can be among the newest any more. */
    private static boolean isDone(PriorityQueue<AuditRow> best, LedgerFilter filter, Instant last) {
        AuditRow oldest = best.peek();
        return best.size() >= filter.limit()
                && oldest != null
                && oldest.content().at().isAfter(last);
    }

    private static void offer(PriorityQueue<AuditRow> best, LedgerFilter filter, AuditRow row) {
        if (filter.fits(row.content())) {
            best.add(row);
            if (best.size() > filter.limit()) {
                best.poll();
            }
        }
    }

    @Override
    public void walk(Connection connection, Visitor visitor) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEGMENTS + " ORDER BY node, run, first_seq")) {
            statement.setFetchSize(16);
            try (ResultSet in = statement.executeQuery()) {
                while (in.next()) {
                    for (AuditRow row : rows(in)) {
                        visitor.visit(row);
                    }
                }
            }
        }
    }

    @Override
    public boolean holds(Connection connection, String node, byte[] hash) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SEGMENTS + " WHERE node = ?")) {
            statement.setString(1, node);
            statement.setFetchSize(16);
            try (ResultSet in = statement.executeQuery()) {
                while (in.next()) {
                    if (rows(in).stream().anyMatch(row -> Arrays.equals(row.hash(), hash))) {
                        return true;
                    }
                }
                return false;
            }
        }
    }

    private static List<AuditRow> rows(ResultSet in) throws SQLException {
        return new ArrayList<>(SegmentDecoder.decode(in.getString(1), in.getLong(2), in.getBytes(3), in.getBytes(4)));
    }
}
