package dev.sluice.provider;

/**
 * What stands around one provider, shared by its shards.
 *
 * @param breaker when it is left alone
 * @param budget how many retries it is asked for
 * @param delay how long a retry waits
 * @param retries counts them
 */
record Guard(Breaker breaker, RetryBudget budget, RetryDelay delay, RetryMeters retries) {}
