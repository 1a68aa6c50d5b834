package dev.sluice.provider.outbound;

import dev.sluice.config.ClientCredentials;
import dev.sluice.config.PinMode;
import dev.sluice.config.Secret;
import dev.sluice.config.ServiceConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Rules of services of which a test says only what it is about. */
public final class Services {
    private Services() {}

    public static ServiceConfig plain() {
        return of(Map.of(), Optional.empty());
    }

    public static ServiceConfig of(Map<String, Secret> headers, Optional<ClientCredentials> oauth) {
        return new ServiceConfig(
                "",
                Set.of(),
                List.of(),
                List.of(),
                PinMode.OFF,
                headers,
                oauth,
                Duration.ofSeconds(10),
                Duration.ofSeconds(5),
                8);
    }

    /** The same rules with patterns of what is offered. */
    public static ServiceConfig offering(List<String> include, List<String> exclude) {
        ServiceConfig all = plain();
        return new ServiceConfig(
                all.prefix(),
                all.roles(),
                include,
                exclude,
                all.pins(),
                all.headers(),
                all.oauth(),
                all.timeout(),
                all.connectTimeout(),
                all.maxConnections());
    }
}
