package dev.sluice;

import dev.sluice.bus.Catalogs;
import dev.sluice.config.FederationConfig;
import dev.sluice.config.VirtualServerConfig;
import dev.sluice.provider.Backend;
import dev.sluice.provider.rest.RestBackend;
import dev.sluice.provider.search.SearchBackend;
import dev.sluice.provider.upstream.Upstreams;
import java.util.ArrayList;
import java.util.List;

/** The services behind the gateway as what runs the calls of their providers. */
final class Backends {
    private Backends() {}

    /** One for each service, none of them started, in the order in which they are listed. */
    static List<Backend> of(FederationConfig federation, Catalogs catalogs) {
        List<Backend> backends = new ArrayList<>();
        if (federation.servers().values().stream().anyMatch(VirtualServerConfig::search)) {
            backends.add(new SearchBackend(catalogs));
        }
        federation.upstreams().forEach((name, upstream) -> backends.add(Upstreams.backend(name, upstream)));
        federation.rest().forEach((name, service) -> backends.add(new RestBackend(name, service)));
        return backends;
    }
}
