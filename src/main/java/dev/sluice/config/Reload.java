package dev.sluice.config;

import java.util.List;

/** What came of a change of the files that the configuration comes from. */
public sealed interface Reload {
    /**
     * A whole new configuration.
     *
     * @param loaded what is to be in force now, with its warnings
     * @param changes in what it differs from the one before; never empty
     */
    record Applied(Loaded loaded, ChangeSet changes) implements Reload {}

    /**
     * The files say something that cannot be used; the configuration before stays in force.
     *
     * @param problems everything that is wrong, without secrets
     */
    record Refused(List<Problem> problems) implements Reload {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
