package dev.sluice.config;

import java.util.Map;
import java.util.Optional;

/**
 * Rules for one provider.
 *
 * @param enabled whether it is started
 * @param breaker its own breaker, when it differs
 * @param admission its own bounds on top of the node's
 * @param retries how often an idempotent call is tried again, when it differs
 * @param settings what the provider itself reads
 */
public record ProviderConfig(
        boolean enabled,
        Optional<BreakerConfig> breaker,
        Optional<AdmissionConfig> admission,
        Optional<Integer> retries,
        Map<String, Object> settings) {
    public ProviderConfig {
        settings = Map.copyOf(settings);
    }

    /** Rules without a retry rule of their own. */
    public ProviderConfig(
            boolean enabled,
            Optional<BreakerConfig> breaker,
            Optional<AdmissionConfig> admission,
            Map<String, Object> settings) {
        this(enabled, breaker, admission, Optional.empty(), settings);
    }

    /** Without the texts among the settings, any of which may be a secret. */
    @Override
    public String toString() {
        return "ProviderConfig[enabled=" + enabled + ", breaker=" + breaker + ", admission=" + admission + ", retries="
                + retries
                + ", settings="
                + EffectiveConfig.masked(settings) + "]";
    }
}
