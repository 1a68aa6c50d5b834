package dev.sluice.provider.outbound;

import dev.sluice.config.ClientCredentials;
import dev.sluice.config.ServiceConfig;
import dev.sluice.provider.BackendHost;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** Makes clients of services. */
public final class OutboundClients {
    private final Vertx vertx;
    private final NameResolver resolver;
    private final InstantSource clock;
    private final AllowList allowed;

    OutboundClients(Vertx vertx, NameResolver resolver, List<String> allowed, InstantSource clock) {
        this.vertx = vertx;
        this.resolver = resolver;
        this.clock = clock;
        this.allowed = new AllowList(allowed);
    }

    /**
     * A client for one service, on the event loop that this is called on. Refusals are logged, not counted.
     *
     * @param base scheme, host and port of the service; its path does not count
     * @param allowed {@link dev.sluice.config.FederationConfig#allowed}
     */
    public static OutboundClient of(
            Vertx vertx, URI base, ServiceConfig service, List<String> allowed, InstantSource clock) {
        return new OutboundClients(vertx, NameResolver.system(vertx), allowed, clock)
                .client(String.valueOf(base.getHost()), base, service, () -> {});
    }

    /**
     * A client for one service, on the event loop that this is called on.
     *
     * @param name the service's name, for logs and metrics
     * @param base scheme, host and port of the service; its path does not count
     */
    public static OutboundClient of(BackendHost host, String name, URI base, ServiceConfig service) {
        return of(host).client(name, base, service, ConnectionMeters.addresses(name, host.meters())::increment);
    }

    private static OutboundClients of(BackendHost host) {
        return new OutboundClients(
                host.vertx(),
                NameResolver.system(host.vertx()),
                host.config().federation().allowed(),
                host.clock());
    }

    /**
     * A client that posts to one address, on the event loop that this is called on. Refusals are logged, not counted.
     *
     * @param url posted to
     * @param headers sent with every request; those of the configuration and of a request come besides
     * @param allowed {@link dev.sluice.config.FederationConfig#allowed}
     */
    public static PostClient posting(
            Vertx vertx,
            URI url,
            Map<String, String> headers,
            ServiceConfig service,
            List<String> allowed,
            InstantSource clock) {
        return new OutboundClients(vertx, NameResolver.system(vertx), allowed, clock)
                .posting(String.valueOf(url.getHost()), url, headers, service, () -> {}, ConnectionTally.NONE);
    }

    /**
     * The same, with the meters of the connections to an upstream. What all its clients have is added up, and the meters are
     * there until the last of them is closed. Refusals of addresses are counted as well.
     *
     * @param upstream the service's name, for logs and metrics
     * @param url posted to
     * @param headers sent with every request; those of the configuration and of a request come besides
     */
    public static PostClient posting(
            BackendHost host, String upstream, URI url, Map<String, String> headers, ServiceConfig service) {
        ConnectionTally tally = ConnectionBook.of(host.vertx()).open(upstream, host.meters());
        return of(host).posting(upstream, url, headers, service, tally::addressRefused, tally);
    }

    PostClient posting(
            String name,
            URI url,
            Map<String, String> headers,
            ServiceConfig service,
            Runnable refusals,
            ConnectionTally tally) {
        return new KeptClient(
                vertx,
                settings(url, service),
                headers,
                guard(name, url, refusals),
                credentials(name, service, refusals),
                tally);
    }

    OutboundClient client(String name, URI base, ServiceConfig service, Runnable refusals) {
        return new PooledClient(
                vertx, settings(base, service), guard(name, base, refusals), credentials(name, service, refusals));
    }

    private static PooledClient.Settings settings(URI base, ServiceConfig service) {
        return new PooledClient.Settings(base, service.headers(), service.connectTimeout(), service.maxConnections());
    }

    private Credentials credentials(String name, ServiceConfig service, Runnable refusals) {
        return service.oauth()
                .<Credentials>map(settings -> tokens(name, settings, service, refusals))
                .orElse(Credentials.NONE);
    }

    private TokenSource tokens(String name, ClientCredentials settings, ServiceConfig service, Runnable refusals) {
        URI url = settings.tokenUrl();
        // One request at a time is ever made.
        PooledClient.Settings own = new PooledClient.Settings(url, Map.of(), service.connectTimeout(), 1);
        PooledClient client = new PooledClient(vertx, own, guard(name, url, refusals), Credentials.NONE);
        return new TokenSource(name, client, settings, clock);
    }

    private AddressGuard guard(String name, URI base, Runnable refusals) {
        return new AddressGuard(name, String.valueOf(base.getHost()), allowed, resolver, clock, refusals);
    }
}
