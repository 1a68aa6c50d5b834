package dev.sluice.provider;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;

/** Gauges whose subject may be replaced by another of the same name while the gateway runs. */
final class OwnMeters {
    private static final String PROVIDER = "provider";

    private OwnMeters() {}

    /** Registers a gauge of a provider, instead of one by the same name whose subject is on its way out. */
    static Gauge instead(String name, String provider, Gauge.Builder<?> gauge, MeterRegistry meters) {
        Gauge present = meters.find(name).tag(PROVIDER, provider).gauge();
        if (present != null) {
            meters.remove(present);
        }
        return gauge.tag(PROVIDER, provider).register(meters);
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
