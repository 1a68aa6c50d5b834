package dev.sluice.ledger;

import dev.sluice.bus.AuditRecord;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Links records: each hash is SHA-256 over the hash before it and every field of the record, each with its length in
 * front so that no two records have the same bytes. Not thread-safe.
 */
final class HashChain {
    static final int HASH_LENGTH = 32;
    private static final byte FORMAT = 1;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private final MessageDigest digest;
    private byte[] bytes = new byte[1_024];
    private int length;

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
        length = 0;
        room(1 + previous.length);
        bytes[length++] = FORMAT;
        System.arraycopy(previous, 0, bytes, length, previous.length);
        length += previous.length;
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
        // One long update: a digest fed field by field costs several times as much.
        digest.reset();
        digest.update(bytes, 0, length);
        return digest.digest();
    }

    private void number(long value) {
        room(Long.BYTES);
        LONG.set(bytes, length, value);
        length += Long.BYTES;
    }

    private void text(@Nullable String value) {
        if (value == null) {
            number(-1);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        number(utf8.length);
        room(utf8.length);
        System.arraycopy(utf8, 0, bytes, length, utf8.length);
        length += utf8.length;
    }

    private void room(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }
}
