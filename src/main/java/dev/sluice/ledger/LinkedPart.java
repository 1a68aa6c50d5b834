package dev.sluice.ledger;

import dev.sluice.ledger.RecordBatch.Part;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Records in their place in the chain, at least one. Good as long as the part is.
 *
 * @param node which node wrote them
 * @param before what they follow
 * @param part the records
 * @param hashes the hash of each
 */
// The hashes are confined to the ledger.
@SuppressWarnings("ArrayRecordComponent")
record LinkedPart(String node, ChainTail before, Part part, byte[][] hashes) {
    int size() {
        return hashes.length;
    }

    long run() {
        return before.run();
    }

    long seq(int index) {
        return before.seq() + 1 + index;
    }

    Instant at(int index) {
        return Instant.EPOCH.plus(part.micros(index), ChronoUnit.MICROS);
    }

    byte[] hash(int index) {
        return hashes[index];
    }

    byte[] prevHash(int index) {
        return index == 0 ? before.hash() : hashes[index - 1];
    }

    AuditRow row(int index) {
        return new AuditRow(node, run(), seq(index), part.record(index), prevHash(index), hash(index));
    }

    /** The end of the chain with these records in it. */
    ChainTail tail() {
        return new ChainTail(run(), seq(size() - 1), hash(size() - 1));
    }
}
