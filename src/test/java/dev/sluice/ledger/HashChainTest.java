package dev.sluice.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.AuditRecord;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What earlier versions have hashed and stored must verify with every later one. */
@Tag("R-604")
class HashChainTest {
    private static final AuditRecord ENTRY = new AuditRecord(
            Records.NOON,
            "call",
            "r-1",
            "iss|bòb \u2713",
            "::1",
            null,
            "",
            null,
            "ok",
            -7,
            "2026-07-28",
            "d\u00e9tail");
    private static final Turns NEVER = new Turns(() -> true);

    @Test
    void hashesEveryFieldWithItsLengthInFront() throws Exception {
        RecordBatch batch = new RecordBatch();
        batch.add(Records.call(1));
        batch.add(ENTRY);

        LinkedPart linked =
                new HashChain().link("nöde", new ChainTail(42, 6, HashChain.genesis()), batch.part(9), NEVER);

        assertThat(linked.hash(0)).isEqualTo(hash(HashChain.genesis(), "nöde", 42, 7, Records.call(1)));
        assertThat(linked.hash(1)).isEqualTo(hash(linked.hash(0), "nöde", 42, 8, ENTRY));
        assertThat(linked.tail()).isEqualTo(new ChainTail(42, 8, linked.hash(1)));
        AuditRow row = linked.row(1);
        assertThat(row.content()).isEqualTo(Records.stored(ENTRY));
        assertThat(new HashChain().expected(row)).isEqualTo(linked.hash(1));
    }

    @Test
    void doesNotMendWhatItVerifies() {
        RecordBatch batch = new RecordBatch();
        batch.add(Records.call(1, "a\uFFFDb", "tool", "ok"));
        AuditRow kept = new HashChain()
                .link("n", new ChainTail(1, 0, HashChain.genesis()), batch.part(1), NEVER)
                .row(0);

        AuditRow changed = new AuditRow(
                "n", 1, 1, Records.stored(Records.call(1, "a\u0000b", "tool", "ok")), kept.prevHash(), kept.hash());

        assertThat(new HashChain().expected(kept)).isEqualTo(kept.hash());
        assertThat(new HashChain().expected(changed)).isNotEqualTo(kept.hash());
    }

    private static byte[] hash(byte[] previous, String node, long run, long seq, AuditRecord entry)
            throws IOException, NoSuchAlgorithmException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(1);
        out.write(previous);
        text(out, node);
        out.writeLong(run);
        out.writeLong(seq);
        out.writeLong(ChronoUnit.MICROS.between(Instant.EPOCH, entry.at()));
        text(out, entry.kind());
        text(out, entry.requestId());
        text(out, entry.principal());
        text(out, entry.address());
        text(out, entry.method());
        text(out, entry.target());
        text(out, entry.provider());
        text(out, entry.outcome());
        out.writeLong(entry.durationMicros());
        text(out, entry.revision());
        text(out, entry.detail());
        return MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    }

    private static void text(DataOutputStream out, @Nullable String value) throws IOException {
        if (value == null) {
            out.writeLong(-1);
            return;
        }
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        out.writeLong(utf8.length);
        out.write(utf8);
    }
}
