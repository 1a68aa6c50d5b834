package dev.sluice.bus;

import java.util.Optional;
import java.util.Set;

/**
 * Who may use an endpoint at all, and what it says to those who do. Part of its catalogue, so that both change at one moment.
 *
 * @param roles of which a caller needs one; empty for every authenticated caller
 * @param instructions what clients are told of the endpoint
 */
public record Entrance(Set<String> roles, Optional<String> instructions) {
    /** For everybody, without a word. */
    public static final Entrance OPEN = new Entrance(Set.of(), Optional.empty());

    public Entrance {
        roles = Set.copyOf(roles);
    }
}
