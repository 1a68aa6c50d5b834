package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Links records: each hash is SHA-256 over the hash before it and every field of the record, each with its length in
 * front so that no two records have the same bytes. Not thread-safe.
 */
final class HashChain {
    static final int HASH_LENGTH = 32;
    private static final byte FORMAT = 1;

    private final MessageDigest digest;
    private final ByteWriter bytes = new ByteWriter(1_024);

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

    AuditRow link(String node, ChainTail tail, AuditRecord content) {
        long seq = tail.seq() + 1;
        byte[] hash = hash(node, tail.run(), seq, content, tail.hash());
        return new AuditRow(node, tail.run(), seq, content, tail.hash(), hash);
    }

    /** The hash that a row should have, by its other columns. */
    byte[] expected(AuditRow row) {
        return hash(row.node(), row.run(), row.seq(), row.content(), row.prevHash());
    }

    private byte[] hash(String node, long run, long seq, AuditRecord content, byte[] previous) {
        bytes.clear();
        bytes.one(FORMAT);
        bytes.all(previous);
        text(node);
        bytes.int64(run);
        bytes.int64(seq);
        bytes.int64(ChronoUnit.MICROS.between(Instant.EPOCH, content.at()));
        text(content.kind());
        text(content.requestId());
        text(content.principal());
        text(content.address());
        text(content.method());
        text(content.target());
        text(content.provider());
        text(content.outcome());
        bytes.int64(content.durationMicros());
        text(content.revision());
        text(content.detail());
        // One long update: a digest fed field by field costs several times as much.
        digest.reset();
        digest.update(bytes.array(), 0, bytes.length());
        return digest.digest();
    }

    private void text(@Nullable String value) {
        if (value == null) {
            bytes.int64(-1);
            return;
        }
        byte[] utf8 = ByteWriter.utf8(value);
        bytes.int64(utf8.length);
        bytes.all(utf8);
    }
}
