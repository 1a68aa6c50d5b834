package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Records in the order in which they came, as {@link RecordCodec} writes them. Writer thread only. */
final class RecordBatch {
    private static final int ROOM = 64 * 1024;
    /** Room that is kept for later records. */
    private static final int KEPT = 1024 * 1024;

    private static final byte[] CALL = AuditRecord.CALL.getBytes(StandardCharsets.US_ASCII);

    private ByteWriter bytes = new ByteWriter(ROOM);
    /** Where each record ends. */
    private int[] ends = new int[256];

    private int first;
    private int last;

    /** Appends a record that has been encoded. */
    void add(ByteWriter record) {
        bytes.all(record.array(), 0, record.length());
        end();
    }

    void add(AuditRecord entry) {
        RecordCodec.encodeClean(bytes, entry);
        end();
    }

    private void end() {
        if (last == ends.length) {
            ends = Arrays.copyOf(ends, last * 2);
        }
        ends[last++] = bytes.length();
    }

    boolean isEmpty() {
        return first == last;
    }

    int size() {
        return last - first;
    }

    /** The records at the front, at most so many. Good until records are dropped. */
    Part part(int most) {
        return new Part(this, first, Math.min(most, size()));
    }

    /** Takes records away from the front. */
    void drop(int count) {
        first += count;
        if (first == last) {
            first = 0;
            last = 0;
            empty();
        }
    }

    private void empty() {
        if (bytes.capacity() > KEPT) {
            bytes = new ByteWriter(ROOM);
        }
        bytes.clear();
    }

    private int begin(int index) {
        return index == 0 ? 0 : ends[index - 1];
    }

    /**
     * Some of the records that follow each other.
     *
     * @param batch where they are
     * @param first index of the first one in it
     * @param size how many
     */
    record Part(RecordBatch batch, int first, int size) {
        /** The bytes that hold the records, from {@link #begin} to {@link #end} of each. Not to be changed. */
        byte[] array() {
            return batch.bytes.array();
        }

        int begin(int index) {
            return batch.begin(first + index);
        }

        int end(int index) {
            return batch.ends[first + index];
        }

        int int32At(int position) {
            return batch.bytes.int32At(position);
        }

        /** When the record was made, in microseconds since 1970. */
        long micros(int index) {
            return batch.bytes.int64At(begin(index));
        }

        AuditRecord record(int index) {
            int begin = begin(index);
            try (DataInputStream in =
                    new DataInputStream(new ByteArrayInputStream(array(), begin, end(index) - begin))) {
                return RecordCodec.decode(in, new RecordCodec.Texts(in));
            } catch (IOException e) {
                throw new IllegalStateException("A record in memory is damaged", e);
            }
        }

        String kind(int index) {
            int begin = begin(index) + Long.BYTES;
            int length = batch.bytes.int32At(begin);
            begin += Integer.BYTES;
            return Arrays.equals(array(), begin, begin + length, CALL, 0, CALL.length)
                    ? AuditRecord.CALL
                    : new String(array(), begin, length, StandardCharsets.UTF_8);
        }
    }
}
