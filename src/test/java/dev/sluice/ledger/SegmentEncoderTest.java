package dev.sluice.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.bus.AuditRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("R-604")
class SegmentEncoderTest {
    private static final byte[] BEFORE = HashChain.genesis();

    @Property(tries = 300)
    void givesBackWhatItWasGivenWhateverRepeats(@ForAll("records") List<AuditRecord> records) {
        LinkedPart linked = linked(records);

        List<AuditRow> rows = SegmentDecoder.decode("n", 3, BEFORE, segment(linked));

        assertThat(rows).extracting(AuditRow::content).containsExactlyElementsOf(records);
        assertThat(rows).extracting(AuditRow::seq).first().isEqualTo(8L);
        assertThat(rows)
                .allSatisfy(row -> assertThat(new HashChain().expected(row)).isEqualTo(row.hash()));
        assertThat(rows.getLast().seq()).isEqualTo(linked.tail().seq());
    }

    @Provide
    Arbitrary<List<AuditRecord>> records() {
        Arbitrary<String> text = Arbitraries.of("", "a", "call", "\u00e9\u2713", "x".repeat(1_024));
        Arbitrary<String> optional = text.injectNull(0.3);
        Arbitrary<Instant> at =
                Arbitraries.longs().between(0, 4_000_000_000L).map(seconds -> Instant.ofEpochSecond(seconds, 123_000));
        Arbitrary<AuditRecord> record = Combinators.combine(
                        at, text.list().ofSize(4), optional.list().ofSize(6))
                .as((when, must, may) -> new AuditRecord(
                        when,
                        must.get(0),
                        must.get(1),
                        may.get(0),
                        must.get(2),
                        may.get(1),
                        may.get(2),
                        may.get(3),
                        must.get(3),
                        when.getEpochSecond() - 5,
                        may.get(4),
                        may.get(5)));
        return record.list().ofMinSize(1).ofMaxSize(8);
    }

    @Test
    void leavesOutWhatRepeats() {
        LinkedPart one = linked(List.of(Records.call(0)));
        LinkedPart many = linked(java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> Records.call(6 * i))
                .toList());

        int whole = segment(one).length;
        int perRow = (segment(many).length - whole) / 99;

        assertThat(perRow).isLessThan(whole / 2);
    }

    @Test
    void saysThatASegmentIsDamagedWhateverIsCutOff() {
        byte[] segment = segment(linked(List.of(Records.call(1), Records.call(2))));

        for (int length = 2; length < segment.length; length++) {
            byte[] cut = Arrays.copyOf(segment, length);
            assertThatThrownBy(() -> verified(cut)).isInstanceOf(SegmentDecoder.CorruptSegmentException.class);
        }
        assertThat(verified(segment)).isEqualTo(2);
    }

    /* One that is cut between two rows has only sound rows: that something is missing shows in the chain. */
    private static int verified(byte[] segment) {
        List<AuditRow> rows = SegmentDecoder.decode("n", 3, BEFORE, segment);
        HashChain chain = new HashChain();
        if (rows.size() != 2 || !rows.stream().allMatch(row -> Arrays.equals(chain.expected(row), row.hash()))) {
            throw new SegmentDecoder.CorruptSegmentException("the chain", null);
        }
        return rows.size();
    }

    private static LinkedPart linked(List<AuditRecord> records) {
        RecordBatch batch = new RecordBatch();
        records.forEach(batch::add);
        return new HashChain()
                .link("n", new ChainTail(3, 7, BEFORE), batch.part(records.size()), new Turns(() -> true));
    }

    private static byte[] segment(LinkedPart linked) {
        SegmentEncoder segment = new SegmentEncoder();
        for (int i = 0; i < linked.size(); i++) {
            segment.add(linked, i);
        }
        return segment.bytes();
    }
}
