package dev.sluice.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-604")
class SpareWritersTest {
    private final SpareWriters spares = new SpareWriters();

    @Test
    void givesOutAgainWhatItWasGivenAndEmptiesIt() {
        ByteWriter writer = spares.take();
        writer.int64(1);
        spares.give(writer);

        assertThat(spares.take()).isSameAs(writer);
        assertThat(writer.length()).isZero();
        assertThat(spares.take()).isNotSameAs(writer);
    }

    @Test
    void keepsNoMoreThanItsBound() {
        List<ByteWriter> given = Stream.generate(() -> new ByteWriter(1))
                .limit(SpareWriters.MOST + 1L)
                .toList();
        given.forEach(spares::give);

        List<ByteWriter> taken =
                Stream.generate(spares::take).limit(given.size()).toList();

        assertThat(taken.subList(0, SpareWriters.MOST))
                .usingElementComparator(SpareWritersTest::identity)
                .containsExactlyElementsOf(given.subList(0, SpareWriters.MOST));
        assertThat(taken.getLast()).isNotIn(given);
    }

    @Test
    void keepsNoneThatHasGrownLarge() {
        ByteWriter large = new ByteWriter(SpareWriters.LARGEST + 1);

        spares.give(large);

        assertThat(spares.take()).isNotSameAs(large);
    }

    @Test
    void isNeverInTwoHandsAtATime() throws InterruptedException {
        int takers = 3;
        int each = 30_000;
        Set<ByteWriter> out = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        ConcurrentLinkedQueue<ByteWriter> returned = new ConcurrentLinkedQueue<>();
        AtomicInteger twice = new AtomicInteger();
        CountDownLatch done = new CountDownLatch(takers);
        for (int t = 0; t < takers; t++) {
            Thread.ofPlatform().start(() -> {
                for (int i = 0; i < each; i++) {
                    ByteWriter mine = spares.take();
                    if (!out.add(mine)) {
                        twice.incrementAndGet();
                    }
                    returned.add(mine);
                }
                done.countDown();
            });
        }

        int back = 0;
        while (done.getCount() > 0 || !returned.isEmpty()) {
            ByteWriter next = returned.poll();
            if (next != null) {
                out.remove(next);
                spares.give(next);
                back++;
            }
        }

        assertThat(twice).hasValue(0);
        assertThat(back).isEqualTo(takers * each);
    }

    private static int identity(ByteWriter one, ByteWriter other) {
        return one == other ? 0 : 1;
    }
}
