package dev.sluice;

import dev.sluice.admission.Admission;
import dev.sluice.admission.CallLimits;
import dev.sluice.bus.AuditSink;
import dev.sluice.catalog.CatalogVerticle;
import dev.sluice.identity.Identity;
import dev.sluice.ledger.Database;
import dev.sluice.ledger.Ledger;
import dev.sluice.provider.Providers;
import dev.sluice.state.State;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The parts of a gateway as they come up, one after the other. Confined to the start sequence. */
final class Parts {
    @Nullable
    Database database;

    @Nullable
    AuditSink audit;

    /** Null when it is switched off. */
    @Nullable
    Ledger ledger;

    @Nullable
    Identity identity;

    @Nullable
    State state;

    @Nullable
    CallLimits limits;

    @Nullable
    Providers providers;

    @Nullable
    CatalogVerticle catalog;

    @Nullable
    Admission admission;

    @Nullable
    Doors doors;

    Database database() {
        return up(database, "database");
    }

    AuditSink audit() {
        return up(audit, "audit");
    }

    Identity identity() {
        return up(identity, "identity");
    }

    State state() {
        return up(state, "state");
    }

    CallLimits limits() {
        return up(limits, "limits");
    }

    Providers providers() {
        return up(providers, "providers");
    }

    CatalogVerticle catalog() {
        return up(catalog, "catalogue");
    }

    Admission admission() {
        return up(admission, "admission");
    }

    Doors doors() {
        return up(doors, "doors");
    }

    private static <T> T up(@Nullable T part, String name) {
        return Objects.requireNonNull(part, name + " is not up");
    }
}
