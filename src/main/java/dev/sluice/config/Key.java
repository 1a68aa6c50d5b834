package dev.sluice.config;

import java.util.ArrayList;
import java.util.List;

/**
 * One setting: where it stands, what it may hold, what it is for. The loader, the JSON Schema and the messages all
 * come from this description.
 *
 * @param required whether it always has a value, from the defaults if from nowhere else
 * @param says what it is for, one sentence without full stop
 * @param variables environment variables that set it
 */
record Key<T>(KeyPath path, Kind<T> kind, boolean required, String says, List<Variable<T>> variables)
        implements KeyTree {
    Key {
        variables = List.copyOf(variables);
    }

    /** A key that the defaults give a value. */
    static <T> Key<T> of(String path, Kind<T> kind, String says) {
        return new Key<>(KeyPath.of(path), kind, true, says, List.of());
    }

    /** A key that may have no value at all. */
    static <T> Key<T> optional(String path, Kind<T> kind, String says) {
        return new Key<>(KeyPath.of(path), kind, false, says, List.of());
    }

    /** The same key, when the defaults do give it a value. */
    Key<T> always() {
        return new Key<>(path, kind, true, says, variables);
    }

    Key<T> env(String name) {
        return env(name, kind, "");
    }

    /** Set by a variable that leaves out the unit which the file would have. */
    Key<T> env(String name, Kind<T> as, String unit) {
        List<Variable<T>> more = new ArrayList<>(variables);
        more.add(new Variable<>(name, as, unit));
        return new Key<>(path, kind, required, says, more);
    }

    /**
     * An environment variable.
     *
     * @param kind how its text is judged
     * @param unit what to add to the text to make it a value of the key
     */
    record Variable<T>(String name, Kind<T> kind, String unit) {}
}
