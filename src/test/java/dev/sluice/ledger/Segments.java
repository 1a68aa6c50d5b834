package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** Changes segments behind the ledger's back, as somebody with access to the file could. */
record Segments(DataSource source) {
    void rewrite(UnaryOperator<List<AuditRow>> change) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet in =
                        statement.executeQuery("SELECT node, run, first_seq, prev_hash, records FROM audit_segment");
                PreparedStatement update = connection.prepareStatement(
                        "UPDATE audit_segment SET records = ? WHERE node = ? AND run = ? AND first_seq = ?")) {
            while (in.next()) {
                List<AuditRow> rows =
                        SegmentDecoder.decode(in.getString(1), in.getLong(2), in.getBytes(4), in.getBytes(5));
                update.setBytes(1, encode(change.apply(rows)));
                update.setString(2, in.getString(1));
                update.setLong(3, in.getLong(2));
                update.setLong(4, in.getLong(3));
                update.executeUpdate();
            }
        }
    }

    /** As earlier versions did. */
    private static byte[] encode(List<AuditRow> rows) {
        ByteWriter out = new ByteWriter(1_024);
        out.one(SegmentEncoder.WHOLE);
        for (AuditRow row : rows) {
            out.int64(row.seq());
            RecordCodec.encodeAsIs(out, row.content());
            out.all(row.hash());
        }
        return out.copy();
    }

    static AuditRow withOutcome(AuditRow row, String outcome) {
        AuditRecord old = row.content();
        AuditRecord changed = new AuditRecord(
                old.at(),
                old.kind(),
                old.requestId(),
                old.principal(),
                old.address(),
                old.method(),
                old.target(),
                old.provider(),
                outcome,
                old.durationMicros(),
                old.revision(),
                old.detail());
        return new AuditRow(row.node(), row.run(), row.seq(), changed, row.prevHash(), row.hash());
    }
}
