package dev.sluice.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TurnsTest {
    @Test
    void letsTheNextOneInWhenOneIsDoneHoweverItEnds() {
        Turns turns = new Turns(2);
        List<Promise<String>> begun = new ArrayList<>();
        List<Future<String>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(turns.take(() -> {
                Promise<String> work = Promise.promise();
                begun.add(work);
                return work.future();
            }));
        }

        assertThat(begun).hasSize(2);
        begun.get(0).fail("no");
        assertThat(begun).hasSize(3);
        begun.get(1).complete("yes");
        assertThat(begun).hasSize(4);
        assertThat(all.get(0).failed()).isTrue();
        assertThat(all.get(1).result()).isEqualTo("yes");
        assertThat(all.get(2).isComplete()).isFalse();
    }

    @Test
    void goesOnWhenWorkThrows() {
        Turns turns = new Turns(1);

        Future<String> thrown = turns.take(() -> {
            throw new IllegalStateException("no");
        });
        Future<String> next = turns.take(() -> Future.succeededFuture("yes"));

        assertThat(thrown.failed()).isTrue();
        assertThat(next.result()).isEqualTo("yes");
    }
}
