package dev.sluice.admission;

/** Wakes the owner up at one instant. Confined to the owner's context. */
@FunctionalInterface
interface Alarm {
    /**
     * Wakes up at the given instant instead of any that was set before.
     *
     * @param epochMillis ms since the epoch
     * @param wake runs on the owner's context
     */
    void set(long epochMillis, Runnable wake);
}
