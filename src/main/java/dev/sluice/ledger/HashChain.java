package dev.sluice.ledger;

import dev.sluice.ledger.RecordBatch.Part;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Links records: each hash is SHA-256 over the hash before it and every field of the record, each with its length in
 * front so that no two records have the same bytes. Not thread-safe.
 */
final class HashChain {
    static final int HASH_LENGTH = 32;
    private static final byte FORMAT = 1;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest digest;
    private final ByteWriter bytes = new ByteWriter(1_024);
    private final ByteWriter record = new ByteWriter(1_024);

    HashChain() {
        try {
            this.digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** What comes before the very first record. */
    static byte[] genesis() {
        return new byte[HASH_LENGTH];
    }

    /** Links records behind the end of a chain. */
    LinkedPart link(String node, ChainTail tail, Part part, Turns turns) {
        byte[] name = ByteWriter.utf8(node);
        byte[][] hashes = new byte[part.size()][];
        byte[] before = tail.hash();
        for (int i = 0; i < hashes.length; i++) {
            begin(before, name, tail.run(), tail.seq() + 1 + i);
            content(part.array(), part.begin(i));
            before = end();
            hashes[i] = before;
            turns.after(i + 1);
        }
        return new LinkedPart(node, tail, part, hashes);
    }

    /** The hash that a row should have, by its other columns. */
    byte[] expected(AuditRow row) {
        record.clear();
        RecordCodec.encodeAsIs(record, row.content());
        begin(row.prevHash(), ByteWriter.utf8(row.node()), row.run(), row.seq());
        content(record.array(), 0);
        return end();
    }

    private void begin(byte[] previous, byte[] node, long run, long seq) {
        bytes.clear();
        bytes.one(FORMAT);
        bytes.all(previous);
        bytes.int64(node.length);
        bytes.all(node);
        bytes.int64(run);
        bytes.int64(seq);
    }

    /* The same as RecordCodec, but with eight bytes for each length. */
    private void content(byte[] from, int begin) {
        bytes.all(from, begin, Long.BYTES);
        int at = texts(from, begin + Long.BYTES, RecordCodec.TEXTS_BEFORE);
        bytes.all(from, at, Long.BYTES);
        texts(from, at + Long.BYTES, RecordCodec.TEXTS_AFTER);
    }

    /** Where what comes after the texts begins. */
    private int texts(byte[] from, int begin, int count) {
        int at = begin;
        for (int i = 0; i < count; i++) {
            int length = (int) INT.get(from, at);
            at += Integer.BYTES;
            bytes.int64(length);
            if (length > 0) {
                bytes.all(from, at, length);
                at += length;
            }
        }
        return at;
    }

    /* One long update: a digest fed field by field costs several times as much. */
    private byte[] end() {
        digest.reset();
        digest.update(bytes.array(), 0, bytes.length());
        return digest.digest();
    }
}
