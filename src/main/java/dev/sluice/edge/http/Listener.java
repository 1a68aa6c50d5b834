package dev.sluice.edge.http;

import dev.sluice.config.ServerConfig;
import dev.sluice.config.TlsConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.IOException;
import java.net.BindException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the HTTPS listener: TLS 1.2 and 1.3, HTTP/1.1 and HTTP/2 by ALPN, every size and time bounded. */
public final class Listener {
    private static final Logger LOGGER = LoggerFactory.getLogger(Listener.class);
    /** Listeners of one Vert.x that ask for this port share one free port. */
    private static final int SHARED_FREE_PORT = -1;

    private static final int MAX_STREAMS = 100;

    private final Vertx vertx;
    private final ServerConfig config;

    public Listener(Vertx vertx, ServerConfig config) {
        this.vertx = vertx;
        this.config = config;
    }

    /** What is wrong with the listener, in a sentence for the operator. */
    public static final class ListenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ListenException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /**
     * A server that is not listening yet, with key and certificate loaded.
     *
     * @return fails with {@link ListenException} when they cannot be read
     */
    public Future<HttpServer> create() {
        HttpServerOptions options = options();
        TlsConfig tls = config.tls();
        if (!tls.enabled()) {
            return Future.succeededFuture(vertx.createHttpServer(options));
        }
        return read("server.tls.keyPath", tls.keyPath())
                .compose(key -> read("server.tls.certPath", tls.certPath()).map(cert -> {
                    options.setKeyCertOptions(
                            new PemKeyCertOptions().addKeyValue(key).addCertValue(cert));
                    return vertx.createHttpServer(options);
                }));
    }

    /**
     * Binds. Listeners of the same Vert.x on the same address share it and get connections in turn.
     *
     * @return completes with the actual port; fails with {@link ListenException}
     */
    public Future<Integer> bind(HttpServer server) {
        int port = config.port() == 0 ? SHARED_FREE_PORT : config.port();
        return server.listen(port, config.host())
                .map(HttpServer::actualPort)
                .recover(cause -> Future.failedFuture(explain(cause)));
    }

    private ListenException explain(Throwable cause) {
        String where = config.host() + ':' + config.port();
        String message = String.valueOf(cause.getMessage());
        // The native transport tells it as an IOException of its own, the JDK's as a BindException.
        if (cause instanceof IOException && message.contains("in use")) {
            return new ListenException(
                    "Port " + config.port() + " of " + config.host()
                            + " is already in use (server.port); choose another or stop who holds it.",
                    cause);
        }
        if (cause instanceof BindException
                || cause instanceof java.net.SocketException
                || cause instanceof java.net.UnknownHostException
                || message.startsWith("bind")) {
            return new ListenException("Cannot listen on " + where + " (server.host, server.port): " + message, cause);
        }
        return new ListenException(
                "The key in " + config.tls().keyPath() + " and the certificate in "
                        + config.tls().certPath() + " cannot be used (server.tls): " + message,
                cause);
    }

    private Future<Buffer> read(String key, Path path) {
        return vertx.fileSystem()
                .readFile(path.toString())
                .recover(cause -> Future.failedFuture(new ListenException(
                        "Cannot read " + path + " (" + key + "); scripts/generate-certs.sh makes one for trying out.",
                        cause)));
    }

    private HttpServerOptions options() {
        int maxHeader = Math.toIntExact(config.maxHeaderSize().count());
        HttpServerOptions options = new HttpServerOptions()
                .setMaxHeaderSize(maxHeader)
                .setHttp2ClearTextEnabled(false)
                .setHandle100ContinueAutomatically(false)
                // There are no web sockets here, and their handler fails requests from the 129th in one read.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setInitialSettings(
                        new Http2Settings().setMaxConcurrentStreams(MAX_STREAMS).setMaxHeaderListSize(maxHeader));
        if (config.tls().enabled()) {
            options.setSsl(true)
                    .setUseAlpn(true)
                    .setAlpnVersions(List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1))
                    .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"));
            if (usesOpenSsl()) {
                options.setSslEngineOptions(new OpenSSLEngineOptions());
            } else {
                options.setSslEngineOptions(new JdkSSLEngineOptions());
            }
        }
        return options;
    }

    private boolean usesOpenSsl() {
        boolean use = switch (config.tls().engine()) {
            case OPENSSL -> true;
            case JDK -> false;
            case AUTO -> OpenSSLEngineOptions.isAvailable() && OpenSSLEngineOptions.isAlpnAvailable();
        };
        LOGGER.atInfo().addKeyValue("engine", use ? "openssl" : "jdk").log("TLS engine chosen");
        return use;
    }
}
