package dev.sluice.config;

import java.time.Duration;

/**
 * How calls are run.
 *
 * @param timeout time limit of a call whose tool names none
 * @param retries how often an idempotent call is tried again
 * @param retryInitialDelay upper end of the first random delay
 * @param retryMaxDelay upper end of any random delay
 * @param retryBudgetPercent retries allowed per hundred calls
 * @param maxResultSize largest result passed on
 */
public record CallsConfig(
        Duration timeout,
        int retries,
        Duration retryInitialDelay,
        Duration retryMaxDelay,
        int retryBudgetPercent,
        Bytes maxResultSize) {}
