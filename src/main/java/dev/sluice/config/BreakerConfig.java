package dev.sluice.config;

import java.time.Duration;

/**
 * When a failing provider is left alone.
 *
 * @param failures failures within the window that open the breaker
 * @param window how far back failures count
 * @param openFor how long it stays open before one call is let through to try
 */
public record BreakerConfig(int failures, Duration window, Duration openFor) {}
