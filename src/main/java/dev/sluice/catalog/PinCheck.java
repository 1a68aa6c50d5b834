package dev.sluice.catalog;

import dev.sluice.config.PinMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Compares definitions with what was accepted, for one build of the catalogue. Used by one thread. */
final class PinCheck {
    /** Definitions of a kind that are accepted of one service because they were seen first. */
    static final int MAX_FIRST = 20_000;
    /** Bytes of such definitions. A service that invents new names without end would fill the file otherwise. */
    static final long MAX_FIRST_BYTES = 16L * 1024 * 1024;

    private final Pins pins;
    private final Map<String, Room> rooms = new HashMap<>();
    private final List<Definition> fresh = new ArrayList<>();
    private final List<Definition> quarantined = new ArrayList<>();

    PinCheck(Pins pins) {
        this.pins = pins;
    }

    /** Whether it may be served. */
    boolean accepts(Definition definition, PinMode mode) {
        if (mode == PinMode.OFF) {
            return true;
        }
        Pin pin = pins.of(definition);
        if (pin == null && mode == PinMode.FIRST_USE && hasRoom(definition)) {
            fresh.add(definition);
            return true;
        }
        boolean same = pin != null && pin.digest().equals(definition.digest());
        if (!same) {
            quarantined.add(definition);
        }
        return same;
    }

    private boolean hasRoom(Definition definition) {
        return rooms.computeIfAbsent(definition.kind() + definition.provider(), ignored -> new Room(taken(definition)))
                .take(definition.json().length());
    }

    private Collection<Pin> taken(Definition definition) {
        @Nullable SortedMap<String, Pin> known = pins.of(definition.kind()).get(definition.provider());
        return known == null ? List.of() : known.values();
    }

    /** What may still be accepted of one service. */
    private static final class Room {
        private int count;
        private long bytes;

        Room(Collection<Pin> taken) {
            taken.forEach(pin -> take(pin.definition().length()));
        }

        boolean take(int length) {
            boolean fits = count < MAX_FIRST && bytes + length <= MAX_FIRST_BYTES;
            if (fits) {
                count++;
                bytes += length;
            }
            return fits;
        }
    }

    /** What is served because it was never seen before, and is to be pinned. */
    List<Definition> fresh() {
        return fresh;
    }

    /** What is not served until somebody accepts it. */
    List<Definition> quarantined() {
        return quarantined;
    }
}
