package dev.sluice.config;

import java.time.Duration;

/**
 * How many requests are let through in a window.
 *
 * @param perUser requests for work of one caller; 0 for no limit
 * @param perAddress requests of any kind from one address, counted before authentication; 0 for no limit
 * @param window length of the window
 * @param maxKeys callers and addresses remembered in memory
 */
public record LimitsConfig(int perUser, int perAddress, Duration window, int maxKeys) {}
