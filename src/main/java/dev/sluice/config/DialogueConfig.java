package dev.sluice.config;

import java.time.Duration;

/**
 * Calls that ask their caller something.
 *
 * @param maxRounds how often one call may ask
 * @param timeout how long the whole dialogue may take
 * @param maxState largest state, answers included, that is sealed for a caller to bring back
 */
public record DialogueConfig(int maxRounds, Duration timeout, Bytes maxState) {}
