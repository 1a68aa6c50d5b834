package dev.sluice.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The writer leaves most of a busy CPU to those who serve calls, and all of it to nobody when it falls behind. */
@Tag("R-604")
class TurnsTest {
    private static final int RECORDS = 10_000;
    private static final long RECORD_NANOS = 400;

    private final List<Long> turns = new ArrayList<>();
    private long now;
    private long rested;
    private long sinceRest;
    private boolean behind;
    private Turns policy;

    @BeforeEach
    void start() {
        policy = new Turns(() -> behind, () -> now, this::rest);
    }

    @Test
    void restsSeveralTimesAsLongAsItWorks() {
        work(RECORDS, RECORD_NANOS);

        assertThat(turns)
                .hasSizeGreaterThan(10)
                .allSatisfy(turn -> assertThat(turn).isBetween(Turns.TURN_NANOS, Turns.TURN_NANOS * 3 / 2));
        assertThat(rested).isGreaterThan(RECORDS * RECORD_NANOS * 3);
    }

    @Test
    void measuresATurnByTimeAndNotByRecords() {
        work(RECORDS, RECORD_NANOS);
        int fast = turns.size();
        turns.clear();

        work(RECORDS, 4 * RECORD_NANOS);

        assertThat(turns.size()).isBetween(3 * fast, 4 * (fast + 1));
    }

    @Test
    void doesNotRestWhileItIsBehind() {
        behind = true;

        work(RECORDS, RECORD_NANOS);
        policy.end();

        assertThat(turns).isEmpty();
    }

    @Test
    void restsBeforeWhatTakesATurnByItself() {
        work(100, RECORD_NANOS);

        policy.end();

        assertThat(turns).containsExactly(100 * RECORD_NANOS);
    }

    @Test
    void whatItDidBeforeItSleptIsNoPartOfTheTurn() {
        work(400, RECORD_NANOS);
        now += 50_000_000;
        sinceRest = now;
        policy.begin();

        work(400, RECORD_NANOS);

        assertThat(turns).isEmpty();
    }

    private void work(int records, long each) {
        for (int done = 1; done <= records; done++) {
            now += each;
            policy.after(done);
        }
    }

    private void rest(long nanos) {
        turns.add(now - sinceRest);
        now += nanos;
        rested += nanos;
        sinceRest = now;
    }
}
