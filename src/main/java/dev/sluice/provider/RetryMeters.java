package dev.sluice.provider;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts what became of the retries of one provider.
 *
 * @param succeeded the provider answered
 * @param failed it failed again
 * @param abandoned time ran out or the caller went away
 * @param denied not made, for want of budget
 */
record RetryMeters(Counter succeeded, Counter failed, Counter abandoned, Counter denied) {
    static RetryMeters of(String provider, MeterRegistry meters) {
        return new RetryMeters(
                counter(provider, "succeeded", meters),
                counter(provider, "failed", meters),
                counter(provider, "abandoned", meters),
                counter(provider, "denied", meters));
    }

    private static Counter counter(String provider, String result, MeterRegistry meters) {
        return Counter.builder("mcp.retries")
                .description("Retries of calls of a provider by what became of them")
                .tag("provider", provider)
                .tag("result", result)
                .register(meters);
    }
}
