package dev.sluice;

import dev.sluice.bus.Catalogs;
import dev.sluice.config.FederationConfig;
import dev.sluice.config.RestConfig;
import dev.sluice.config.UpstreamConfig;
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
        if (isSearched(federation)) {
            backends.add(search(catalogs));
        }
        federation.upstreams().keySet().forEach(name -> backends.add(of(federation, name)));
        federation.rest().keySet().forEach(name -> backends.add(of(federation, name)));
        return backends;
    }

    /** That of one service, which there must be; not started. */
    static Backend of(FederationConfig federation, String name) {
        UpstreamConfig upstream = federation.upstreams().get(name);
        RestConfig service = federation.rest().get(name);
        if (upstream != null) {
            return Upstreams.backend(name, upstream);
        }
        if (service != null) {
            return new RestBackend(name, service);
        }
        throw new IllegalArgumentException("there is no service " + name);
    }

    /** What finds tools at endpoints that want it; not started. */
    static Backend search(Catalogs catalogs) {
        return new SearchBackend(catalogs);
    }

    /** Whether an endpoint has its tools found by searching. */
    static boolean isSearched(FederationConfig federation) {
        return federation.servers().values().stream().anyMatch(VirtualServerConfig::search);
    }
}
