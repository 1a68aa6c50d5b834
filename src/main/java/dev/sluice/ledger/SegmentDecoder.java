package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what {@link SegmentEncoder} wrote, now or in earlier versions. */
final class SegmentDecoder {
    private SegmentDecoder() {}

    /**
     * The rows of a segment.
     *
     * @param prevHash hash of the record before the first one
     * @throws CorruptSegmentException when somebody changed the bytes so that they cannot be read
     */
    static List<AuditRow> decode(String node, long run, byte[] prevHash, byte[] segment) {
        List<AuditRow> rows = new ArrayList<>();
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(segment))) {
            byte format = in.readByte();
            if (format != SegmentEncoder.WHOLE && format != SegmentEncoder.SHORT) {
                throw new CorruptSegmentException("unknown format", null);
            }
            RecordCodec.Texts texts = new RecordCodec.Texts(in);
            byte[] before = prevHash;
            while (in.available() > 0) {
                texts.begin(format == SegmentEncoder.SHORT ? in.readUnsignedShort() : 0);
                long seq = in.readLong();
                AuditRecord content = RecordCodec.decode(in, texts);
                byte[] hash = in.readNBytes(HashChain.HASH_LENGTH);
                rows.add(new AuditRow(node, run, seq, content, before, hash));
                before = hash;
            }
            return rows;
        } catch (IOException | RuntimeException e) {
            throw new CorruptSegmentException("unreadable after " + rows.size() + " records", e);
        }
    }

    /** The bytes of a segment are not what was written. */
    static final class CorruptSegmentException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CorruptSegmentException(String message, @Nullable Throwable cause) {
            super("A segment of the ledger is damaged: " + message, cause);
        }
    }
}
