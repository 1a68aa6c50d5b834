package dev.sluice.provider.outbound;

import dev.sluice.config.Secret;
import dev.sluice.provider.NotSentException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * One pool of connections to one service, HTTP/1.1. Certificates are always checked, against the name in the configuration and
 * what the Java runtime trusts; redirects and proxies are nobody's business here.
 */
final class PooledClient implements OutboundClient {
    /** Requests that wait for a connection, for each connection there may be. */
    static final int WAITING_PER_CONNECTION = 4;
    /** Shorter than what servers usually keep; one that tells a shorter time is believed. */
    static final Duration KEPT_IDLE = Duration.ofSeconds(30);

    /**
     * @param base scheme and port
     * @param headers sent with every request
     * @param maxConnections that are open at one time
     */
    record Settings(URI base, Map<String, Secret> headers, Duration connectTimeout, int maxConnections) {
        boolean tls() {
            return "https".equalsIgnoreCase(base.getScheme());
        }

        int port() {
            return base.getPort() > 0 ? base.getPort() : tls() ? 443 : 80;
        }
    }

    private final HttpClientAgent client;
    private final Settings settings;
    private final AddressGuard guard;
    private final Credentials credentials;
    private final String host;
    private final String inBrackets;

    PooledClient(Vertx vertx, Settings settings, AddressGuard guard, Credentials credentials) {
        this.settings = settings;
        this.guard = guard;
        this.credentials = credentials;
        this.host = host(settings.base());
        this.inBrackets = inBrackets(host);
        this.client = vertx.createHttpClient(
                new HttpClientOptions()
                        .setSsl(settings.tls())
                        .setVerifyHost(true)
                        .setTrustAll(false)
                        .setMaxRedirects(0)
                        .setTcpKeepAlive(true)
                        .setKeepAliveTimeout((int) KEPT_IDLE.toSeconds())
                        .setConnectTimeout((int) settings.connectTimeout().toMillis())
                        .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS),
                new PoolOptions()
                        .setHttp1MaxSize(settings.maxConnections())
                        .setMaxWaitQueueSize(settings.maxConnections() * WAITING_PER_CONNECTION));
    }

    @Override
    public Future<HttpClientRequest> request(HttpMethod method, String target) {
        if (!isTarget(target)) {
            return Future.failedFuture(new IllegalArgumentException("The request target is not a path."));
        }
        Future<InetAddress> address = guard.address();
        // As nearly always, what has been found out before costs no Future.
        return address.succeeded()
                ? authorized(method, target, address.result())
                : address.compose(judged -> authorized(method, target, judged));
    }

    private Future<HttpClientRequest> authorized(HttpMethod method, String target, InetAddress address) {
        Future<Optional<String>> authorization = credentials.authorization();
        return authorization.succeeded()
                ? open(method, target, address, authorization.result())
                : authorization.compose(known -> open(method, target, address, known));
    }

    private Future<HttpClientRequest> open(
            HttpMethod method, String target, InetAddress address, Optional<String> authorization) {
        return client.request(new RequestOptions()
                        .setMethod(method)
                        .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(address, settings.port())))
                        .setHost(host)
                        .setPort(settings.port())
                        .setURI(target)
                        .setFollowRedirects(false)
                        // Waiting for one of the pool included.
                        .setConnectTimeout(settings.connectTimeout().toMillis() * 2))
                .transform((request, cause) ->
                        cause == null ? Future.succeededFuture(dressed(request, authorization)) : unconnected(cause));
    }

    private Future<HttpClientRequest> unconnected(Throwable cause) {
        // Not when the pool is full: another address would be another pool.
        if (cause instanceof ConnectException) {
            guard.failed();
        }
        return Future.failedFuture(new NotSentException("There is no connection to the service.", cause));
    }

    private HttpClientRequest dressed(HttpClientRequest request, Optional<String> authorization) {
        // The answer's Future tells of a broken connection; without a handler the library would log it as well.
        request.exceptionHandler(told -> {});
        if (!inBrackets.equals(host)) {
            // The library would write an address of IPv6 as it connects to it, without them.
            request.authority(HostAndPort.create(inBrackets, settings.port()));
        }
        settings.headers().forEach((name, value) -> request.putHeader(name, value.reveal()));
        authorization.ifPresent(value -> request.putHeader(HttpHeaders.AUTHORIZATION, value));
        return request;
    }

    @Override
    public boolean renew() {
        return credentials.renew();
    }

    @Override
    public Future<Void> close() {
        return Future.join(client.close(), credentials.close()).mapEmpty();
    }

    /** What the guard refuses is never asked for by this name. */
    static String host(URI base) {
        try {
            return HostName.of(String.valueOf(base.getHost())).text();
        } catch (AddressRefusedException e) {
            return "invalid";
        }
    }

    /** A host as it stands before a port. */
    static String inBrackets(String host) {
        return host.indexOf(':') >= 0 ? '[' + host + ']' : host;
    }

    static boolean isTarget(String target) {
        return target.startsWith("/") && target.chars().allMatch(c -> c > ' ' && c < 127);
    }
}
