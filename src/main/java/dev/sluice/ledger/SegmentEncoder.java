package dev.sluice.ledger;

import java.util.Arrays;

/**
 * The bytes of a segment: rows of one run after each other, each with its sequence, its fields as {@link RecordCodec}
 * writes them, and its hash. A text that the row before has in the same place is left out, and a bit in front of the
 * row says so: that makes a segment a third as large, and what a database does with a segment costs by the byte. Not
 * thread-safe.
 */
final class SegmentEncoder {
    /** Every row whole: what earlier versions wrote. */
    static final byte WHOLE = 1;

    /** Two bytes in front of each row: of a text that is the same as before the bit is set, the first one lowest. */
    static final byte SHORT = 2;

    static final int TEXTS = RecordCodec.TEXTS_BEFORE + RecordCodec.TEXTS_AFTER;

    private static final int ROOM = SegmentTable.SEGMENT_BYTES + 1024;

    private final ByteWriter out = new ByteWriter(ROOM);
    /** Where the texts of the row before are, each with its length; none before the first row. */
    private final int[] before = new int[TEXTS];

    private boolean first = true;
    private int same;

    SegmentEncoder() {
        out.one(SHORT);
    }

    void add(LinkedPart rows, int index) {
        byte[] from = rows.part().array();
        int begin = rows.part().begin(index);
        int bits = out.length();
        same = 0;
        out.int16(0);
        out.int64(rows.seq(index));
        out.all(from, begin, Long.BYTES);
        int at = texts(rows, begin + Long.BYTES, 0, RecordCodec.TEXTS_BEFORE);
        out.all(from, at, Long.BYTES);
        texts(rows, at + Long.BYTES, RecordCodec.TEXTS_BEFORE, TEXTS);
        out.all(rows.hash(index));
        out.setInt16(bits, same);
        first = false;
    }

    /** Where what comes after the texts begins. */
    private int texts(LinkedPart rows, int begin, int text, int end) {
        byte[] from = rows.part().array();
        int at = begin;
        for (int i = text; i < end; i++) {
            int size = Integer.BYTES + Math.max(0, rows.part().int32At(at));
            if (!first
                    && Arrays.equals(from, before[i], Math.min(before[i] + size, from.length), from, at, at + size)) {
                same |= 1 << i;
            } else {
                out.all(from, at, size);
            }
            before[i] = at;
            at += size;
        }
        return at;
    }

    /** Bytes so far. */
    int size() {
        return out.length();
    }

    /** The segment with all rows added so far. */
    byte[] bytes() {
        return out.copy();
    }
}
