package dev.sluice.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Keys of the front door. */
final class ServerKeys {
    private static final int MOST_ENTRIES = 256;

    static final Key<String> HOST =
            Key.of("server.host", AddressKinds.host(), "address to bind").env("HOST");
    static final Key<Integer> PORT = Key.of("server.port", Kinds.integer(0, 65535), "port to bind, 0 for a free one")
            .env("PORT");
    static final Key<Integer> SHARDS =
            Key.of("server.shards", Kinds.integer(0, 256), "event loops that carry an edge, 0 for one a processor");
    static final Key<Boolean> TLS = Key.of(
            "server.tls.enabled", Kinds.truth(), "false serves plain HTTP, for use behind a proxy that ends TLS");
    static final Key<Path> KEY_PATH = Key.of("server.tls.keyPath", Kinds.path(), "PEM file with the private key")
            .env("TLS_KEY_PATH");
    static final Key<Path> CERT_PATH = Key.of(
                    "server.tls.certPath", Kinds.path(), "PEM file with the certificate, then its chain")
            .env("TLS_CERT_PATH");
    static final Key<TlsConfig.Engine> ENGINE = Key.of(
            "server.tls.engine",
            Kinds.choice(TlsConfig.Engine.class),
            "which TLS implementation to use; auto takes OpenSSL where it loads");
    static final Key<Bytes> MAX_BODY =
            Key.of("server.maxBodySize", Kinds.size(Bytes.kib(1), Bytes.mib(64)), "largest request body");
    static final Key<Bytes> MAX_HEADER =
            Key.of("server.maxHeaderSize", Kinds.size(Bytes.kib(1), Bytes.kib(256)), "largest header block");
    static final Key<Duration> IDLE = Key.of(
            "server.idleTimeout",
            Kinds.duration(Duration.ofSeconds(1), Duration.ofDays(1)),
            "a connection without traffic is closed after this");
    static final Key<Duration> BODY = Key.of(
            "server.bodyTimeout",
            Kinds.duration(Duration.ofMillis(100), Duration.ofMinutes(10)),
            "the whole request must have arrived within this");
    static final Key<Integer> MAX_CONNECTIONS =
            Key.of("server.maxConnections", Kinds.integer(1, 1_000_000), "connections at one time on this node");
    static final Key<Duration> SHUTDOWN = Key.of(
            "server.shutdownTimeout",
            Kinds.duration(Duration.ZERO, Duration.ofMinutes(10)),
            "how long running and waiting calls get to finish on SIGTERM");
    static final Key<List<String>> PROXIES = Key.of(
            "server.trustedProxies",
            Kinds.listOf(AddressKinds.network(), MOST_ENTRIES),
            "networks (CIDR) whose X-Forwarded-For is believed");
    static final Key<List<String>> HOSTS = Key.of(
            "server.allowedHosts",
            Kinds.listOf(AddressKinds.host(), MOST_ENTRIES),
            "names that Host may hold besides the bound address; empty accepts any when not on loopback");
    static final Key<List<String>> ORIGINS = Key.of(
                    "cors.origins",
                    Kinds.listOf(AddressKinds.origin(), MOST_ENTRIES),
                    "browser origins that may call; * alone allows any, then without credentials")
            .env("CORS_ORIGINS")
            .env("CORS_ORIGIN");
    static final Key<Duration> CORS_MAX_AGE = Key.of(
            "cors.maxAge",
            Kinds.duration(Duration.ZERO, Duration.ofDays(1)),
            "how long a browser may remember a preflight");

    static final List<Key<?>> ALL = List.of(
            HOST,
            PORT,
            SHARDS,
            TLS,
            KEY_PATH,
            CERT_PATH,
            ENGINE,
            MAX_BODY,
            MAX_HEADER,
            IDLE,
            BODY,
            MAX_CONNECTIONS,
            SHUTDOWN,
            PROXIES,
            HOSTS,
            ORIGINS,
            CORS_MAX_AGE);

    private ServerKeys() {}

    static ServerConfig server(Values values) {
        return new ServerConfig(
                values.get(HOST),
                values.get(PORT),
                values.get(SHARDS),
                new TlsConfig(values.get(TLS), values.get(KEY_PATH), values.get(CERT_PATH), values.get(ENGINE)),
                values.get(MAX_BODY),
                values.get(MAX_HEADER),
                values.get(IDLE),
                values.get(BODY),
                values.get(MAX_CONNECTIONS),
                values.get(SHUTDOWN),
                values.get(PROXIES),
                values.get(HOSTS));
    }

    static CorsConfig cors(Values values) {
        return new CorsConfig(values.get(ORIGINS), values.get(CORS_MAX_AGE));
    }
}
