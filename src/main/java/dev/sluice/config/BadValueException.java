package dev.sluice.config;

import java.io.Serial;
import java.util.ArrayList;
import java.util.List;

/** A value breaks the rule of its key. Carries what the problem needs besides the path. */
final class BadValueException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient List<Fault> faults;

    BadValueException(List<Fault> faults) {
        super("bad value", null, false, false);
        this.faults = List.copyOf(faults);
    }

    BadValueException(String where, String shown, String rule, String mend) {
        this(List.of(new Fault(where, shown, rule, mend)));
    }

    /** The same, seen from outside. */
    BadValueException within(String name) {
        return new BadValueException(
                faults.stream().map(fault -> fault.within(name)).toList());
    }

    List<Fault> faults() {
        return faults;
    }

    /**
     * One broken rule; a list may break several.
     *
     * @param inner names that lead on from the key to the place within its value
     */
    record Fault(List<String> inner, String where, String shown, String rule, String mend) {
        Fault(String where, String shown, String rule, String mend) {
            this(List.of(), where, shown, rule, mend);
        }

        /** The same, seen from outside. */
        Fault within(String name) {
            List<String> longer = new ArrayList<>(List.of(name));
            longer.addAll(inner);
            return new Fault(longer, where, shown, rule, mend);
        }
    }
}
