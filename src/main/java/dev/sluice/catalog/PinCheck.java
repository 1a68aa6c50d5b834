package dev.sluice.catalog;

import dev.sluice.config.PinMode;
import java.util.ArrayList;
import java.util.List;

/** Compares definitions with what was accepted, for one build of the catalogue. Used by one thread. */
final class PinCheck {
    private final Pins pins;
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
        if (pin == null && mode == PinMode.FIRST_USE) {
            fresh.add(definition);
            return true;
        }
        boolean same = pin != null && pin.digest().equals(definition.digest());
        if (!same) {
            quarantined.add(definition);
        }
        return same;
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
