package dev.sluice.config;

import dev.sluice.config.BadValueException.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Collects everything that is wrong, so that all of it can be said at once. Confined to one thread. */
final class Problems {
    /** More than anybody reads; keeps a hostile file from filling the terminal. */
    private static final int MOST = 200;

    private final List<Problem> list = new ArrayList<>();
    private final Set<KeyPath> paths = new HashSet<>();

    void add(KeyPath path, String where, String value, String rule, String mend) {
        paths.add(path);
        if (list.size() < MOST) {
            list.add(new Problem(path.toString(), where, value, rule, mend));
        }
    }

    void add(KeyPath path, BadValueException e) {
        for (Fault fault : e.faults()) {
            KeyPath inner = path;
            for (String name : fault.inner()) {
                inner = inner.child(ScalarKind.shortened(name));
            }
            add(inner, fault.where(), fault.shown(), fault.rule(), fault.mend());
        }
    }

    boolean isEmpty() {
        return list.isEmpty();
    }

    /** Whether something is already known to be wrong with the key or inside of the section. */
    boolean concerns(KeyPath path) {
        return paths.stream().anyMatch(bad -> bad.startsWith(path));
    }

    List<Problem> list() {
        return List.copyOf(list);
    }
}
