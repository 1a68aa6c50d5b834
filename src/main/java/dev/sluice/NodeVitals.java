package dev.sluice;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Published;
import dev.sluice.bus.Vitals;
import dev.sluice.edge.http.Connections;
import java.util.Map;

/** Reads the figures of a node from the parts that own them. */
record NodeVitals(Parts parts, Published<CatalogSnapshot> catalog, Connections open) implements Vitals {
    @Override
    public int running() {
        return parts.admission == null ? 0 : parts.admission.running();
    }

    @Override
    public int waiting() {
        return parts.admission == null ? 0 : parts.admission.waiting();
    }

    @Override
    public Map<String, String> circuits() {
        return parts.providers == null ? Map.of() : parts.providers.circuits();
    }

    @Override
    public int tools() {
        return catalog.get().tools().size();
    }

    @Override
    public int connections() {
        return open.open();
    }
}
