package dev.sluice.config;

import java.time.Duration;
import java.util.List;

/**
 * The front door.
 *
 * @param host address to bind
 * @param port port to bind, 0 for a free one
 * @param shards event loops that carry an edge, 0 for one a processor
 * @param maxBodySize largest request body
 * @param maxHeaderSize largest header block
 * @param idleTimeout a connection without traffic is closed after this
 * @param bodyTimeout the whole request must have arrived within this
 * @param maxConnections connections at one time on this node
 * @param shutdownTimeout how long running and waiting calls get to finish on SIGTERM
 * @param trustedProxies networks (CIDR) whose {@code X-Forwarded-For} is believed
 * @param allowedHosts names that {@code Host} may hold besides the bound address; empty accepts any when not on loopback
 */
public record ServerConfig(
        String host,
        int port,
        int shards,
        TlsConfig tls,
        Bytes maxBodySize,
        Bytes maxHeaderSize,
        Duration idleTimeout,
        Duration bodyTimeout,
        int maxConnections,
        Duration shutdownTimeout,
        List<String> trustedProxies,
        List<String> allowedHosts) {
    public ServerConfig {
        trustedProxies = List.copyOf(trustedProxies);
        allowedHosts = List.copyOf(allowedHosts);
    }

    /** The same with one shard. */
    ServerConfig onOneLoop() {
        return new ServerConfig(
                host,
                port,
                1,
                tls,
                maxBodySize,
                maxHeaderSize,
                idleTimeout,
                bodyTimeout,
                maxConnections,
                shutdownTimeout,
                trustedProxies,
                allowedHosts);
    }
}
