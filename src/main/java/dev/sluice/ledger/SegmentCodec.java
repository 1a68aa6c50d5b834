package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a segment: rows of one run after each other, each with its sequence, its fields and its hash. Texts are
 * UTF-8 with their length in front, -1 for null.
 */
final class SegmentCodec {
    private static final byte FORMAT = 1;

    private SegmentCodec() {}

    static byte[] encode(List<AuditRow> rows) {
        ByteWriter out = new ByteWriter(1 + rows.size() * 256);
        out.one(FORMAT);
        for (AuditRow row : rows) {
            write(out, row);
        }
        return out.copy();
    }

    /** Upper bound of the bytes that a row takes, cheap to tell. */
    static int sizeAtMost(AuditRow row) {
        AuditRecord content = row.content();
        int chars = length(content.kind())
                + length(content.requestId())
                + length(content.principal())
                + length(content.address())
                + length(content.method())
                + length(content.target())
                + length(content.provider())
                + length(content.outcome())
                + length(content.revision())
                + length(content.detail());
        return 128 + 3 * chars;
    }

    /**
     * The rows of a segment.
     *
     * @param prevHash hash of the record before the first one
     * @throws CorruptSegmentException when somebody changed the bytes so that they cannot be read
     */
    static List<AuditRow> decode(String node, long run, byte[] prevHash, byte[] segment) {
        List<AuditRow> rows = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(segment))) {
            if (in.readByte() != FORMAT) {
                throw new CorruptSegmentException("unknown format", null);
            }
            byte[] before = prevHash;
            while (in.available() > 0) {
                AuditRow row = read(in, node, run, before);
                rows.add(row);
                before = row.hash();
            }
            return rows;
        } catch (IOException | RuntimeException e) {
            throw new CorruptSegmentException("unreadable after " + rows.size() + " records", e);
        }
    }

    private static void write(ByteWriter out, AuditRow row) {
        AuditRecord content = row.content();
        out.int64(row.seq());
        out.int64(ChronoUnit.MICROS.between(Instant.EPOCH, content.at()));
        text(out, content.kind());
        text(out, content.requestId());
        text(out, content.principal());
        text(out, content.address());
        text(out, content.method());
        text(out, content.target());
        text(out, content.provider());
        text(out, content.outcome());
        out.int64(content.durationMicros());
        text(out, content.revision());
        text(out, content.detail());
        out.all(row.hash());
    }

    private static AuditRow read(DataInputStream in, String node, long run, byte[] before) throws IOException {
        long seq = in.readLong();
        AuditRecord content = new AuditRecord(
                Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS),
                required(in),
                required(in),
                text(in),
                required(in),
                text(in),
                text(in),
                text(in),
                required(in),
                in.readLong(),
                text(in),
                text(in));
        byte[] hash = in.readNBytes(HashChain.HASH_LENGTH);
        return new AuditRow(node, run, seq, content, before, hash);
    }

    private static void text(ByteWriter out, @Nullable String value) {
        if (value == null) {
            out.int32(-1);
            return;
        }
        byte[] utf8 = ByteWriter.utf8(value);
        out.int32(utf8.length);
        out.all(utf8);
    }

    private static @Nullable String text(DataInputStream in) throws IOException {
        int length = in.readInt();
        return length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
    }

    private static String required(DataInputStream in) throws IOException {
        String text = text(in);
        if (text == null) {
            throw new IOException("a required field is missing");
        }
        return text;
    }

    private static int length(@Nullable String text) {
        return text == null ? 0 : text.length();
    }

    /** The bytes of a segment are not what was written. */
    static final class CorruptSegmentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CorruptSegmentException(String message, @Nullable Throwable cause) {
            super("A segment of the ledger is damaged: " + message, cause);
        }
    }
}
