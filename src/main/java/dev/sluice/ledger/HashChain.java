package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
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
    private final ByteBuffer numbers = ByteBuffer.allocate(Long.BYTES);

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
        digest.reset();
        digest.update(FORMAT);
        digest.update(previous);
        text(node);
        number(run);
        number(seq);
        number(ChronoUnit.MICROS.between(java.time.Instant.EPOCH, content.at()));
        text(content.kind());
        text(content.requestId());
        text(content.principal());
        text(content.address());
        text(content.method());
        text(content.target());
        text(content.provider());
        text(content.outcome());
        number(content.durationMicros());
        text(content.revision());
        text(content.detail());
        return digest.digest();
    }

    private void number(long value) {
        digest.update(numbers.putLong(0, value).array());
    }

    private void text(@Nullable String value) {
        if (value == null) {
            number(-1);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        digest.update(utf8);
    }
}
