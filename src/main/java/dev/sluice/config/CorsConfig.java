package dev.sluice.config;

import java.time.Duration;
import java.util.List;

/**
 * Which browser origins may call.
 *
 * @param origins exact origins such as {@code https://app.example.com}; {@code *} allows any, then without credentials
 * @param maxAge how long a browser may remember a preflight
 */
public record CorsConfig(List<String> origins, Duration maxAge) {
    public CorsConfig {
        origins = List.copyOf(origins);
    }
}
