package dev.sluice.config;

import java.time.Duration;

/**
 * What calls say to their callers, and ask them, before they have a result.
 *
 * @param maxRounds how often one call may ask
 * @param timeout how long the whole dialogue may take
 * @param maxState largest state, answers included, that is sealed for a caller to bring back
 * @param maxNotes progress reports and log messages of one call that are passed on
 * @param maxNoteSize largest of them that is passed on
 */
public record DialogueConfig(int maxRounds, Duration timeout, Bytes maxState, int maxNotes, Bytes maxNoteSize) {}
