package dev.sluice;

import dev.sluice.config.ChangeSet;
import dev.sluice.config.SluiceConfig;
import java.util.Set;
import java.util.TreeSet;

/**
 * In what a new configuration differs from the one in force. Who finds configurations compares with the one found before, which
 * may have been refused; what that one would have changed must not be missed. Confined to the loop of reloads.
 */
final class MissedChanges {
    /** Services that were to be started anew by configurations that were refused since the last that was not. */
    private final Set<String> changed = new TreeSet<>();

    /**
     * What is to be done.
     *
     * @param found in what the configuration differs from the one found before
     */
    ChangeSet from(SluiceConfig inForce, SluiceConfig next, ChangeSet found) {
        ChangeSet real = ChangeSet.between(inForce, next);
        return new ChangeSet(
                names(
                        real.upstreams(),
                        found.upstreams(),
                        next.federation().upstreams().keySet()),
                names(real.rest(), found.rest(), next.federation().rest().keySet()),
                real.servers(),
                real.tools(),
                found.restart());
    }

    /** A configuration that differs so was refused. */
    void refused(ChangeSet found) {
        changed.addAll(found.upstreams().changed());
        changed.addAll(found.rest().changed());
    }

    /** A configuration is in force now. */
    void applied() {
        changed.clear();
    }

    /** Files that a service is described by may have changed though its configuration has not. */
    private ChangeSet.Names names(ChangeSet.Names real, ChangeSet.Names found, Set<String> present) {
        Set<String> anew = new TreeSet<>(changed);
        anew.addAll(found.changed());
        anew.retainAll(present);
        anew.removeAll(real.added());
        anew.addAll(real.changed());
        return new ChangeSet.Names(real.added(), real.removed(), anew);
    }
}
