package dev.sluice.provider.upstream.legacy;

/**
 * The right to use a session for one call. Confined to the home loop.
 *
 * @param release gives it back; to be called once
 * @param doubt says that the server may still be at work for a call that has ended; before it is given back
 */
record LegacyLease(LegacySession session, Runnable release, Runnable doubt) {}
