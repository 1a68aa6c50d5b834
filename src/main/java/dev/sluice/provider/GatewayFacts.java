package dev.sluice.provider;

/**
 * What the gateway says of itself to its tools, at one moment.
 *
 * @param name name of the server
 * @param version its version
 * @param transport {@code http} or {@code stdio}
 * @param ready whether it takes work
 * @param tools tools in the catalogue
 * @param clients open client connections
 */
public record GatewayFacts(String name, String version, String transport, boolean ready, int tools, int clients) {}
