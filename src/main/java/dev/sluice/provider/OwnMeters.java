package dev.sluice.provider;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

/** Gauges whose subject may be replaced by another of the same name while the gateway runs. */
final class OwnMeters {
    private OwnMeters() {}

    /** Registers a gauge, instead of one by the same name and tags whose subject is on its way out. */
    static Gauge instead(Gauge.Builder<?> gauge, MeterRegistry meters) {
        Gauge first = gauge.register(meters);
        meters.remove(first);
        return gauge.register(meters);
    }

    /** Removes a gauge unless another one has taken its place. */
    @SuppressWarnings("ReferenceEquality") // meters are equal when their ids are; here it matters which one it is
    static void remove(Gauge gauge, MeterRegistry meters) {
        Meter present = meters.find(gauge.getId().getName())
                .tags(gauge.getId().getTags())
                .meter();
        if (present == gauge) {
            meters.remove(gauge);
        }
    }
}
