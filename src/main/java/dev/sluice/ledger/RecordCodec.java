package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a record: its time in microseconds (what both databases keep) and its fields in the order of
 * {@link AuditRecord}. Texts are UTF-8 with their length in four bytes in front, -1 for null. Any thread.
 */
final class RecordCodec {
    /** Texts between the time and the duration, and after the duration. */
    static final int TEXTS_BEFORE = 8;

    static final int TEXTS_AFTER = 2;

    private static final int MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;

    private RecordCodec() {}

    /** Appends a record as it is to be stored: with texts that {@link CleanText} has gone over. */
    static void encodeClean(ByteWriter out, AuditRecord entry) {
        encode(out, entry, CleanText::clean);
    }

    /** Appends a record as it was read: of one that somebody has changed nothing is mended. */
    static void encodeAsIs(ByteWriter out, AuditRecord entry) {
        encode(out, entry, UnaryOperator.identity());
    }

    /* The cleaner sees only texts that are not plain: writing a plain one shows that there is nothing to clean. */
    private static void encode(ByteWriter out, AuditRecord entry, UnaryOperator<String> cleaner) {
        out.int64(micros(entry.at()));
        text(out, entry.kind(), cleaner);
        text(out, entry.requestId(), cleaner);
        optional(out, entry.principal(), cleaner);
        text(out, entry.address(), cleaner);
        optional(out, entry.method(), cleaner);
        optional(out, entry.target(), cleaner);
        optional(out, entry.provider(), cleaner);
        text(out, entry.outcome(), cleaner);
        out.int64(entry.durationMicros());
        optional(out, entry.revision(), cleaner);
        optional(out, entry.detail(), cleaner);
    }

    private static long micros(Instant at) {
        return at.getEpochSecond() * MICROS_PER_SECOND + at.getNano() / NANOS_PER_MICRO;
    }

    private static void optional(ByteWriter out, @Nullable String value, UnaryOperator<String> cleaner) {
        if (value == null) {
            out.int32(-1);
        } else {
            text(out, value, cleaner);
        }
    }

    private static void text(ByteWriter out, String value, UnaryOperator<String> cleaner) {
        if (value.length() > CleanText.MAX_LENGTH || !out.plain(value)) {
            byte[] utf8 = ByteWriter.utf8(cleaner.apply(value));
            out.int32(utf8.length);
            out.all(utf8);
        }
    }

    /**
     * Reads a record.
     *
     * @throws IOException when the bytes end too early or a field that must be there is not
     */
    static AuditRecord decode(DataInputStream in, Texts texts) throws IOException {
        return new AuditRecord(
                Instant.EPOCH.plus(in.readLong(), ChronoUnit.MICROS),
                texts.required(),
                texts.required(),
                texts.next(),
                texts.required(),
                texts.next(),
                texts.next(),
                texts.next(),
                texts.required(),
                in.readLong(),
                texts.next(),
                texts.next());
    }

    /** The texts of one record after another, of which some may be left out because the record before has the same. */
    static final class Texts {
        private final DataInputStream in;
        private final @Nullable String[] last = new @Nullable String[TEXTS_BEFORE + TEXTS_AFTER];
        private int same;
        private int column;

        Texts(DataInputStream in) {
            this.in = in;
        }

        /**
         * Another record begins.
         *
         * @param leftOut a bit for each text, the first one lowest: whether it is left out
         */
        void begin(int leftOut) {
            this.same = leftOut;
            this.column = 0;
        }

        private @Nullable String next() throws IOException {
            int index = column++;
            if ((same & 1 << index) == 0) {
                int length = in.readInt();
                last[index] = length < 0 ? null : new String(in.readNBytes(length), StandardCharsets.UTF_8);
            }
            return last[index];
        }

        private String required() throws IOException {
            String text = next();
            if (text == null) {
                throw new IOException("a required field is missing");
            }
            return text;
        }
    }
}
