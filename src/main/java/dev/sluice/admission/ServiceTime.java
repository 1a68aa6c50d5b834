package dev.sluice.admission;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How long a permit is held on average: a moving average in which the last twenty or so count most. Any thread; when
 * two threads report at the very same time one report may be lost, which an estimate can bear.
 */
final class ServiceTime {
    private static final double WEIGHT = 0.1;
    private static final long NONE = Double.doubleToRawLongBits(Double.NaN);

    private final AtomicLong meanMillis = new AtomicLong(NONE);

    void report(long millis) {
        long old = meanMillis.getPlain();
        double sample = Math.max(0, millis);
        double next =
                old == NONE ? sample : Double.longBitsToDouble(old) + WEIGHT * (sample - Double.longBitsToDouble(old));
        meanMillis.weakCompareAndSetPlain(old, Double.doubleToRawLongBits(next));
    }

    /** Milliseconds; 0 as long as nothing is known. */
    double meanMillis() {
        long bits = meanMillis.getPlain();
        return bits == NONE ? 0 : Double.longBitsToDouble(bits);
    }
}
