package dev.sluice.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Keys of what stands behind the gateway and of the endpoints before it. */
final class FederationKeys {
    static final Key<List<String>> ALLOWED = Key.of(
            "outbound.allow",
            Kinds.listOf(OutgoingKinds.reachable(), 1024),
            "names (may begin with *.) and networks (CIDR) besides public addresses that the gateway may connect to");
    static final Key<Path> PINS =
            Key.optional("pins.file", Kinds.path(), "accepted definitions of tools; not set: pins.json in dataDir");

    static final List<Key<?>> ALL = Stream.of(
                    UpstreamKeys.ALL, RestKeys.ALL, VirtualServerKeys.ALL, List.of(ALLOWED, PINS))
            .<Key<?>>flatMap(List::stream)
            .toList();

    private FederationKeys() {}

    /** Those services that are on and say where they are, and all endpoints. */
    static FederationConfig federation(Values values) {
        return new FederationConfig(
                services(values, UpstreamKeys.SECTION, UpstreamKeys.SERVICE, UpstreamKeys::upstream),
                services(values, RestKeys.SECTION, RestKeys.SERVICE, RestKeys::rest),
                VirtualServerKeys.servers(values),
                values.get(ALLOWED),
                values.find(PINS).orElse(values.get(StoreKeys.DATA_DIR).resolve("pins.json")));
    }

    /** The rules of the providers of those services. */
    static Map<String, ProviderConfig> providers(Values values) {
        Map<String, ProviderConfig> providers = new LinkedHashMap<>();
        providers.putAll(services(
                values,
                RestKeys.SECTION,
                RestKeys.SERVICE,
                (own, name) -> Optional.of(RestKeys.SERVICE.provider(own, RestKeys.SECTION.child(name)))));
        providers.putAll(services(
                values,
                UpstreamKeys.SECTION,
                UpstreamKeys.SERVICE,
                (own, name) -> Optional.of(UpstreamKeys.SERVICE.provider(own, UpstreamKeys.SECTION.child(name)))));
        return providers;
    }

    private static <T> Map<String, T> services(
            Values values, KeyPath section, ServiceKeys keys, BiFunction<Values, String, Optional<T>> reader) {
        Map<String, T> services = new LinkedHashMap<>();
        for (String name : values.names(section)) {
            Values own = values.named(name);
            if (own.get(keys.enabled())) {
                reader.apply(own, name).ifPresent(service -> services.put(name, service));
            }
        }
        return services;
    }
}
