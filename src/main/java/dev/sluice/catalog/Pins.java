package dev.sluice.catalog;

import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The definitions that were accepted, by kind, service and its own name of them. Immutable. */
final class Pins {
    /** None. */
    static final Pins NONE = new Pins(new EnumMap<>(Kind.class));

    private final Map<Kind, SortedMap<String, SortedMap<String, Pin>>> byKind;

    private Pins(Map<Kind, SortedMap<String, SortedMap<String, Pin>>> byKind) {
        this.byKind = byKind;
    }

    /** What was accepted of a tool or prompt, null when nothing was. */
    @Nullable
    Pin of(Definition definition) {
        SortedMap<String, Pin> ofProvider = of(definition.kind()).get(definition.provider());
        return ofProvider == null ? null : ofProvider.get(definition.name());
    }

    /** Sorted by service and name. */
    SortedMap<String, SortedMap<String, Pin>> of(Kind kind) {
        return byKind.getOrDefault(kind, Collections.emptySortedMap());
    }

    boolean isEmpty() {
        return byKind.isEmpty();
    }

    /** The same, with these definitions accepted. */
    Pins with(Collection<Definition> accepted, String at, String by) {
        Pins more = copy();
        accepted.forEach(definition -> more.put(
                definition.kind(),
                definition.provider(),
                definition.name(),
                new Pin(definition.digest(), at, by, definition.json())));
        return more;
    }

    /** An empty one that is still being filled by its maker. */
    static Pins empty() {
        return new Pins(new EnumMap<>(Kind.class));
    }

    /** For its maker only, before anybody else has it. */
    void put(Kind kind, String provider, String name, Pin pin) {
        byKind.computeIfAbsent(kind, ignored -> new TreeMap<>())
                .computeIfAbsent(provider, ignored -> new TreeMap<>())
                .put(name, pin);
    }

    private Pins copy() {
        Pins copy = empty();
        byKind.forEach((kind, providers) -> providers.forEach(
                (provider, pins) -> pins.forEach((name, pin) -> copy.put(kind, provider, name, pin))));
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Pins that && byKind.equals(that.byKind);
    }

    @Override
    public int hashCode() {
        return byKind.hashCode();
    }
}
