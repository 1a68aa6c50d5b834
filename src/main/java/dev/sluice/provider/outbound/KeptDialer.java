package dev.sluice.provider.outbound;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.net.NetClientInternal;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/**
 * Connects to judged addresses of one service, as {@link PooledClient} does: certificates are checked against the name in the
 * configuration and what the Java runtime trusts.
 */
final class KeptDialer {
    private static final String HTTPS = "HTTPS";

    private final NetClientInternal client;
    private final ContextInternal loop;
    private final PooledClient.Settings settings;
    private final String host;

    /** @param loop of which the connections are, whoever's request they are made for */
    KeptDialer(Vertx vertx, ContextInternal loop, PooledClient.Settings settings) {
        this.loop = loop;
        this.settings = settings;
        this.host = PooledClient.host(settings.base());
        this.client = (NetClientInternal) vertx.createNetClient(
                new NetClientOptions().setTcpNoDelay(true).setTcpKeepAlive(true).setConnectTimeout((int)
                        settings.connectTimeout().toMillis()));
    }

    /** Completes on the event loop, with a connection that is ready to be written to. */
    Future<NetSocketInternal> dial(InetAddress address) {
        ConnectOptions options = new ConnectOptions()
                .setRemoteAddress(SocketAddress.inetSocketAddress(new InetSocketAddress(address, settings.port())))
                .setHost(host)
                .setPort(settings.port())
                .setSsl(settings.tls());
        if (settings.tls()) {
            options.setSslOptions(new ClientSSLOptions()
                    .setHostnameVerificationAlgorithm(HTTPS)
                    .setTrustAll(false)
                    .setSslHandshakeTimeout(settings.connectTimeout().toMillis())
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS));
            if (!isLiteral()) {
                options.setSniServerName(host);
            }
        }
        Promise<NetSocket> connected = loop.promise();
        client.connectInternal(options, connected, loop);
        return connected.future().map(NetSocketInternal.class::cast);
    }

    private boolean isLiteral() {
        return HostName.of(host).literal().isPresent();
    }

    /** What names the service in a request. */
    String authority() {
        String name = PooledClient.inBrackets(host);
        int usual = settings.tls() ? 443 : 80;
        return settings.port() == usual ? name : name + ':' + settings.port();
    }

    Future<Void> close() {
        return client.close();
    }
}
