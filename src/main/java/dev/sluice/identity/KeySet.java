package dev.sluice.identity;

import java.util.List;

/**
 * The keys at one moment.
 *
 * @param generation grows with every change, so that a shard sees by one comparison that its verifiers are old
 * @param keys in the order in which they were configured or published
 */
record KeySet(long generation, List<VerificationKey> keys) {
    /** Before anything was loaded; nothing can be verified with it. */
    static final KeySet NONE = new KeySet(0, List.of());

    KeySet {
        keys = List.copyOf(keys);
    }
}
