package dev.sluice.state;

import java.util.Map;

/**
 * How a shared store is.
 *
 * @param name what it is called in {@code /health}
 * @param up whether it is used now
 * @param details small facts for people, free of secrets
 */
public record StoreHealth(String name, boolean up, Map<String, Object> details) {
    public StoreHealth {
        details = Map.copyOf(details);
    }
}
