package dev.sluice.telemetry;

/** Which share of the time since the start was good. {@link #observe} on one thread, {@link #percent} on any. */
final class UptimeShare {
    private long begin = Long.MIN_VALUE;
    private long last;
    private long good;
    private boolean lastWasGood;
    private volatile double percent;

    /** Says how it is now; the time since the last observation counts as that one said. */
    void observe(long millis, boolean isGood) {
        if (begin == Long.MIN_VALUE) {
            begin = millis;
            percent = isGood ? 100 : 0;
        } else if (millis > last) {
            good += lastWasGood ? millis - last : 0;
            percent = 100.0 * good / (millis - begin);
        }
        last = millis;
        lastWasGood = isGood;
    }

    double percent() {
        return percent;
    }
}
