package dev.sluice.config;

import java.util.List;

/**
 * Who may read {@code /metrics}.
 *
 * @param allowedNetworks networks (CIDR) that may read without a token
 * @param role role that may read from anywhere
 */
public record MetricsConfig(List<String> allowedNetworks, String role) {
    public MetricsConfig {
        allowedNetworks = List.copyOf(allowedNetworks);
    }
}
