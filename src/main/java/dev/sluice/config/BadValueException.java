package dev.sluice.config;

import java.io.Serial;
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

    List<Fault> faults() {
        return faults;
    }

    /** One broken rule; a list may break several. */
    record Fault(String where, String shown, String rule, String mend) {}
}
