package dev.sluice.provider.upstream;

/**
 * The right to use a session for one call. Confined to the home loop.
 *
 * @param release gives it back; to be called once
 */
record LegacyLease(LegacySession session, Runnable release) {}
