package dev.sluice.config;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * The way to a value, from outside in. Kept as names, not as text, because names of tools may hold dots.
 *
 * @param names where {@code *} stands for any name that the user chooses
 */
record KeyPath(List<String> names) {
    static final String ANY = "*";
    static final KeyPath ROOT = new KeyPath(List.of());

    KeyPath {
        names = List.copyOf(names);
    }

    static KeyPath of(String dotted) {
        return new KeyPath(List.of(dotted.split("\\.", -1)));
    }

    KeyPath child(String name) {
        List<String> longer = new ArrayList<>(names);
        longer.add(name);
        return new KeyPath(longer);
    }

    /** The same way with these names, from outside in, in place of each {@code *}; those without a name stay. */
    KeyPath named(List<String> chosen) {
        Iterator<String> next = chosen.iterator();
        return new KeyPath(names.stream()
                .map(n -> n.equals(ANY) && next.hasNext() ? next.next() : n)
                .toList());
    }

    /** The way on from here to there, which must lie within. */
    List<String> to(KeyPath inner) {
        return inner.names.subList(names.size(), inner.names.size());
    }

    boolean startsWith(KeyPath other) {
        return names.size() >= other.names.size()
                && names.subList(0, other.names.size()).equals(other.names);
    }

    KeyPath parent() {
        return new KeyPath(names.subList(0, names.size() - 1));
    }

    String last() {
        return names.getLast();
    }

    @Override
    public String toString() {
        return String.join(".", names);
    }
}
