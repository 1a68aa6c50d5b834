package dev.sluice.catalog;

import dev.sluice.bus.HealthSource;
import io.vertx.core.Future;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The catalogue is well when nothing waits to be reviewed and the file of pins can be used. Any thread. */
final class CatalogHealth implements HealthSource {
    /** Names that are shown. */
    private static final int MAX_SHOWN = 20;

    private final Supplier<Built> built;
    private final Supplier<@Nullable String> problem;

    /** @param problem what is wrong with the file of pins, null when nothing is */
    CatalogHealth(Supplier<Built> built, Supplier<@Nullable String> problem) {
        this.built = built;
        this.problem = problem;
    }

    @Override
    public String name() {
        return "catalog";
    }

    @Override
    public boolean vital() {
        return false;
    }

    @Override
    public Future<Report> check() {
        Built now = built.get();
        String wrong = problem.get();
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("withheld", now.withheld().size());
        List<String> waiting = now.quarantined().stream()
                .map(Definition::publicName)
                .limit(MAX_SHOWN)
                .toList();
        if (!waiting.isEmpty()) {
            details.put("review", waiting);
        }
        if (wrong != null) {
            details.put("pins", "The file of pins cannot be used; what was read before counts.");
        }
        return Future.succeededFuture(new Report(waiting.isEmpty() && wrong == null, details));
    }
}
