package dev.sluice.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.AuditRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("R-604")
class RecordRingTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 7, 8, 1000})
    void holdsExactlyItsCapacityAndGivesBackInOrder(int capacity) {
        RecordRing ring = new RecordRing(capacity);

        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < capacity; i++) {
                assertThat(ring.offer(Records.call(i))).isEqualTo((long) round * capacity + i);
            }
            assertThat(ring.offer(Records.call(0))).isEqualTo(RecordRing.REFUSED);
            assertThat(ring.waiting()).isEqualTo(capacity);
            for (int i = 0; i < capacity; i++) {
                assertThat(polled(ring)).isEqualTo(Records.stored(Records.call(i)));
            }
            assertThat(polled(ring)).isNull();
        }
    }

    @Test
    void refusesAfterItWasClosedButGivesBackWhatItHas() {
        RecordRing ring = new RecordRing(8);
        ring.offer(Records.call(1));

        ring.close();

        assertThat(ring.offer(Records.call(2))).isEqualTo(RecordRing.REFUSED);
        assertThat(ring.waiting()).isEqualTo(1);
        assertThat(polled(ring)).isEqualTo(Records.stored(Records.call(1)));
        assertThat(ring.waiting()).isZero();
    }

    @Test
    @SuppressWarnings("NullAway") // What code without NullAway, a plugin's, could do.
    void refusesARecordThatLacksAFieldAndGoesOn() {
        RecordRing ring = new RecordRing(4);
        AuditRecord broken = new AuditRecord(
                Records.NOON, AuditRecord.CALL, "r", null, "::1", null, null, null, null, 1, null, null);

        assertThat(ring.offer(broken)).isEqualTo(RecordRing.REFUSED);
        assertThat(ring.offer(Records.call(1))).isEqualTo(1);

        RecordBatch batch = new RecordBatch();
        assertThat(ring.poll(batch)).isTrue();
        assertThat(ring.poll(batch)).isTrue();
        assertThat(ring.poll(batch)).isFalse();
        assertThat(batch.size()).isEqualTo(1);
        assertThat(batch.part(1).record(0)).isEqualTo(Records.stored(Records.call(1)));
        assertThat(ring.waiting()).isZero();
    }

    @Test
    void losesAndDoublesNothingUnderManyProducers() throws InterruptedException {
        int producers = 4;
        int each = 20_000;
        RecordRing ring = new RecordRing(100);
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(producers);
        for (int p = 0; p < producers; p++) {
            int base = p * each;
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    if (ring.offer(Records.call(base + i)) == RecordRing.REFUSED) {
                        refused.incrementAndGet();
                    }
                }
                done.countDown();
            });
        }

        List<AuditRecord> taken = new ArrayList<>();
        while (done.getCount() > 0 || ring.waiting() > 0) {
            AuditRecord next = polled(ring);
            if (next != null) {
                taken.add(next);
            }
        }

        Set<String> distinct = new HashSet<>();
        taken.forEach(entry -> distinct.add(entry.requestId()));
        assertThat(distinct).hasSameSizeAs(taken);
        assertThat(taken.size() + refused.get()).isEqualTo(producers * each);
    }

    private static @Nullable AuditRecord polled(RecordRing ring) {
        RecordBatch batch = new RecordBatch();
        return ring.poll(batch) ? batch.part(1).record(0) : null;
    }
}
