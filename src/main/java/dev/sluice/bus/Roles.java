package dev.sluice.bus;

import java.util.HashSet;
import java.util.Set;

/**
 * Sets of roles of which a caller needs one. A member may stand for two roles that are needed together, so that "one of
 * these, and one of those" is such a set again; only {@link Principal#hasAnyOf} takes them apart.
 */
public final class Roles {
    /** No role that people write has it; one of a token that has it is never compared as a whole. */
    private static final char TOGETHER = '\u001f';

    private Roles() {}

    /** What lets through who has one of the first and one of the second; an empty set lets everybody through. */
    public static Set<String> both(Set<String> first, Set<String> second) {
        if (first.isEmpty() || first.equals(second)) {
            return Set.copyOf(second);
        }
        if (second.isEmpty()) {
            return Set.copyOf(first);
        }
        Set<String> both = new HashSet<>();
        for (String one : first) {
            for (String other : second) {
                both.add(one.equals(other) ? one : one + TOGETHER + other);
            }
        }
        return Set.copyOf(both);
    }

    /** Whether a member of such a set is among the roles that somebody has. */
    static boolean has(Set<String> roles, String wanted) {
        int from = 0;
        for (int at = wanted.indexOf(TOGETHER); at >= 0; at = wanted.indexOf(TOGETHER, from)) {
            if (!roles.contains(wanted.substring(from, at))) {
                return false;
            }
            from = at + 1;
        }
        return roles.contains(from == 0 ? wanted : wanted.substring(from));
    }
}
