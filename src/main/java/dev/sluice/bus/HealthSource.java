package dev.sluice.bus;

import io.vertx.core.Future;
import java.util.Map;

/** One dependency or part that can say how it is. */
public interface HealthSource {
    /** The key under {@code checks} in {@code /health}. */
    String name();

    /** Whether the gateway as a whole is down when this is down; otherwise it is only degraded. */
    boolean vital();

    /**
     * Completes within a second with the state; never fails.
     */
    Future<Report> check();

    /**
     * @param up whether it works
     * @param details small facts for people, free of secrets
     */
    record Report(boolean up, Map<String, Object> details) {}
}
