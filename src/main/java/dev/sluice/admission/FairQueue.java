package dev.sluice.admission;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SequencedSet;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who waits, in the order in which they are served: round robin over callers, first come first served within one. Not
 * bounded by itself. Confined to the owner's context; every operation takes constant time but for one look-up in a tree
 * of depths.
 */
final class FairQueue {
    // Callers in the order of their turns: the first is served next and then goes to the end.
    private final SequencedMap<String, SequencedSet<Waiter>> lines = new LinkedHashMap<>();
    private final TreeMap<Integer, SequencedSet<String>> callersByDepth = new TreeMap<>();
    private int size;

    void add(Waiter waiter) {
        SequencedSet<Waiter> line = lines.computeIfAbsent(waiter.caller(), caller -> new LinkedHashSet<>());
        line.add(waiter);
        size++;
        moved(waiter.caller(), line.size() - 1, line.size());
    }

    /** Takes out the one that is served next, null when nobody waits. */
    @Nullable
    Waiter poll() {
        Map.Entry<String, SequencedSet<Waiter>> turn = lines.pollFirstEntry();
        if (turn == null) {
            return null;
        }
        SequencedSet<Waiter> line = turn.getValue();
        Waiter next = line.removeFirst();
        if (!line.isEmpty()) {
            lines.put(turn.getKey(), line);
        }
        left(turn.getKey(), line);
        return next;
    }

    /** Takes out the newest call of the caller who has most; somebody must wait. */
    Waiter evict() {
        String greediest = callersByDepth.lastEntry().getValue().getFirst();
        SequencedSet<Waiter> line = lineOf(greediest);
        Waiter newest = line.removeLast();
        dropIfEmpty(greediest, line);
        left(greediest, line);
        return newest;
    }

    /**
     * @return whether it waited
     */
    boolean remove(Waiter waiter) {
        SequencedSet<Waiter> line = lines.get(waiter.caller());
        if (line == null || !line.remove(waiter)) {
            return false;
        }
        dropIfEmpty(waiter.caller(), line);
        left(waiter.caller(), line);
        return true;
    }

    int size() {
        return size;
    }

    int depth(String caller) {
        SequencedSet<Waiter> line = lines.get(caller);
        return line == null ? 0 : line.size();
    }

    /** How many calls of one caller wait at most. */
    int greatestDepth() {
        return callersByDepth.isEmpty() ? 0 : callersByDepth.lastKey();
    }

    private SequencedSet<Waiter> lineOf(String caller) {
        SequencedSet<Waiter> line = lines.get(caller);
        if (line == null) {
            throw new AssertionError("a caller without a line has a depth");
        }
        return line;
    }

    private void dropIfEmpty(String caller, SequencedSet<Waiter> line) {
        if (line.isEmpty()) {
            lines.remove(caller);
        }
    }

    private void left(String caller, SequencedSet<Waiter> line) {
        size--;
        moved(caller, line.size() + 1, line.size());
    }

    private void moved(String caller, int from, int to) {
        SequencedSet<String> former = callersByDepth.get(from);
        if (former != null && former.remove(caller) && former.isEmpty()) {
            callersByDepth.remove(from);
        }
        if (to > 0) {
            callersByDepth.computeIfAbsent(to, depth -> new LinkedHashSet<>()).add(caller);
        }
    }
}
