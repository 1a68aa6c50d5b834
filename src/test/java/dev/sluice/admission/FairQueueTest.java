package dev.sluice.admission;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FairQueueTest {
    private final FairQueue queue = new FairQueue();

    @Test
    @org.junit.jupiter.api.Tag("R-106")
    void servesCallersInTurnAndEachInItsOwnOrder() {
        // given
        List<Waiter> a = add("a", 3);
        List<Waiter> b = add("b", 1);
        List<Waiter> c = add("c", 2);

        // when
        List<Waiter> served = drain();

        // then
        assertThat(served).containsExactly(a.get(0), b.get(0), c.get(0), a.get(1), c.get(1), a.get(2));
    }

    @Test
    @org.junit.jupiter.api.Tag("R-106")
    void servesALateSingleCallAfterOneTurnOfAGreedyCaller() {
        // given
        List<Waiter> greedy = add("greedy", 150);
        List<Waiter> single = add("single", 1);

        // when
        List<Waiter> served = drain();

        // then
        assertThat(served.indexOf(single.getFirst())).isLessThanOrEqualTo(1);
        assertThat(served).hasSize(greedy.size() + 1);
    }

    @Test
    @org.junit.jupiter.api.Tag("R-106")
    void evictsTheNewestCallOfTheCallerWithMost() {
        // given
        add("a", 2);
        List<Waiter> b = add("b", 3);

        // when
        Waiter evicted = queue.evict();

        // then
        assertThat(evicted).isSameAs(b.getLast());
        assertThat(queue.depth("b")).isEqualTo(2);
        assertThat(queue.greatestDepth()).isEqualTo(2);
    }

    @Tag("R-106")
    @Property(tries = 300)
    @Label("behaves like a list of lists for any sequence of operations")
    void behavesLikeAListOfLists(@ForAll("operations") List<Operation> operations) {
        FairQueue real = new FairQueue();
        SequencedMap<String, List<Waiter>> model = new LinkedHashMap<>();
        for (Operation operation : operations) {
            switch (operation.kind()) {
                case 0, 1 -> {
                    Waiter waiter = waiter(operation.caller());
                    real.add(waiter);
                    model.computeIfAbsent(operation.caller(), key -> new ArrayList<>())
                            .add(waiter);
                }
                case 2 -> assertThat(real.poll()).isSameAs(modelPoll(model));
                case 3 -> removeSome(real, model, operation.caller());
                default -> evictOne(real, model);
            }
            assertThat(real.size())
                    .isEqualTo(model.values().stream().mapToInt(List::size).sum());
            assertThat(real.greatestDepth())
                    .isEqualTo(
                            model.values().stream().mapToInt(List::size).max().orElse(0));
            model.forEach((caller, line) -> assertThat(real.depth(caller)).isEqualTo(line.size()));
        }
    }

    @Tag("R-106")
    @Property(tries = 200)
    @Label("nobody is served twice while somebody who was there before waits for a turn")
    void nobodyIsServedTwiceWhileAnotherWaitsForATurn(@ForAll("operations") List<Operation> operations) {
        FairQueue real = new FairQueue();
        operations.forEach(operation -> real.add(waiter(operation.caller())));
        Map<String, Integer> turns = new HashMap<>();
        for (Waiter next = real.poll(); next != null; next = real.poll()) {
            int mine = turns.merge(next.caller(), 1, Integer::sum);
            for (String other : List.of("a", "b", "c", "d")) {
                if (real.depth(other) > 0) {
                    assertThat(mine - turns.getOrDefault(other, 0)).isLessThanOrEqualTo(1);
                }
            }
        }
    }

    @Provide
    Arbitrary<List<Operation>> operations() {
        Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 4);
        Arbitrary<String> callers = Arbitraries.of("a", "a", "a", "b", "c", "d");
        return net.jqwik.api.Combinators.combine(kinds, callers)
                .as(Operation::new)
                .list()
                .ofMaxSize(80);
    }

    record Operation(int kind, String caller) {}

    private static void removeSome(FairQueue real, Map<String, List<Waiter>> model, String caller) {
        List<Waiter> line = model.get(caller);
        if (line == null) {
            assertThat(real.remove(waiter(caller))).isFalse();
            return;
        }
        Waiter middle = line.remove(line.size() / 2);
        if (line.isEmpty()) {
            model.remove(caller);
        }
        assertThat(real.remove(middle)).isTrue();
        assertThat(real.remove(middle)).isFalse();
    }

    private static void evictOne(FairQueue real, Map<String, List<Waiter>> model) {
        if (model.isEmpty()) {
            return;
        }
        int most = model.values().stream().mapToInt(List::size).max().orElseThrow();
        Waiter evicted = real.evict();
        List<Waiter> line = model.getOrDefault(evicted.caller(), List.of());
        assertThat(line).hasSize(most);
        assertThat(evicted).isSameAs(line.getLast());
        line.removeLast();
        if (line.isEmpty()) {
            model.remove(evicted.caller());
        }
    }

    private static @Nullable Waiter modelPoll(SequencedMap<String, List<Waiter>> model) {
        Map.Entry<String, List<Waiter>> turn = model.pollFirstEntry();
        if (turn == null) {
            return null;
        }
        Waiter next = turn.getValue().removeFirst();
        if (!turn.getValue().isEmpty()) {
            model.put(turn.getKey(), turn.getValue());
        }
        return next;
    }

    private List<Waiter> add(String caller, int calls) {
        List<Waiter> added = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            Waiter waiter = waiter(caller);
            queue.add(waiter);
            added.add(waiter);
        }
        return added;
    }

    private List<Waiter> drain() {
        List<Waiter> served = new ArrayList<>();
        for (Waiter next = queue.poll(); next != null; next = queue.poll()) {
            served.add(next);
        }
        return served;
    }

    private static Waiter waiter(String caller) {
        return new Waiter(caller, 0, Long.MAX_VALUE, new Recorded());
    }
}
