package dev.sluice.edge.http;

import dev.sluice.config.ServerConfig;
import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Keeps web pages from reaching the gateway through a name that somebody else controls (DNS rebinding; MCP transports,
 * "Security Warning"). A loopback listener serves loopback names only. Elsewhere the names are checked when a list is
 * configured; a bare address always passes there, because rebinding needs a name. An {@code Origin} must be allowed or
 * be the gateway's own. Immutable.
 */
public final class OriginGuard {
    private final CorsPolicy cors;
    private final String scheme;
    private final boolean loopback;
    private final boolean anyHost;
    private final Set<String> hosts = new HashSet<>();

    public OriginGuard(ServerConfig config, CorsPolicy cors) {
        this.cors = cors;
        this.scheme = config.tls().enabled() ? "https://" : "http://";
        this.loopback = isLoopback(config.host());
        this.anyHost = !loopback && config.allowedHosts().isEmpty();
        hosts.add(bracketed(config.host().toLowerCase(Locale.ROOT)));
        hosts.add("localhost");
        if (loopback) {
            hosts.addAll(Set.of("127.0.0.1", "[::1]"));
        }
        config.allowedHosts().forEach(host -> hosts.add(bracketed(host.toLowerCase(Locale.ROOT))));
    }

    /** Whether every {@code Host} is served, so that a request without {@code Origin} has nothing to be checked. */
    public boolean servesAnyHost() {
        return anyHost;
    }

    /**
     * @param authority {@code Host} or {@code :authority}
     * @param origin {@code Origin}
     * @return why the request is refused, null when it is not
     */
    public @Nullable Refusal refusal(@Nullable String authority, @Nullable String origin) {
        if (!isHostAllowed(authority)) {
            return Refusal.of(RefusalCode.ORIGIN_REFUSED, "This host name is not served here.");
        }
        if (origin == null || cors.allows(origin) || isOwn(origin, authority)) {
            return null;
        }
        return Refusal.of(RefusalCode.ORIGIN_REFUSED);
    }

    private boolean isHostAllowed(@Nullable String authority) {
        if (anyHost) {
            return true;
        }
        if (authority == null) {
            return false;
        }
        String host = hostOf(authority).toLowerCase(Locale.ROOT);
        return hosts.contains(host) || (!loopback && isAddress(host));
    }

    private boolean isOwn(String origin, @Nullable String authority) {
        return authority != null
                && origin.length() == scheme.length() + authority.length()
                && origin.regionMatches(true, 0, scheme, 0, scheme.length())
                && origin.regionMatches(true, scheme.length(), authority, 0, authority.length());
    }

    /** The host of {@code host[:port]}, an IPv6 address with its brackets. */
    private static String hostOf(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? authority.substring(0, colon) : authority;
    }

    private static boolean isAddress(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        return bracketed
                ? NetUtil.isValidIpV6Address(host.substring(1, host.length() - 1))
                : NetUtil.isValidIpV4Address(host);
    }

    private static String bracketed(String host) {
        return NetUtil.isValidIpV6Address(host) && !host.startsWith("[") ? '[' + host + ']' : host;
    }

    private static boolean isLoopback(String host) {
        if (host.equalsIgnoreCase("localhost")) {
            return true;
        }
        byte[] address = NetUtil.createByteArrayFromIpAddressString(host);
        try {
            return address != null && InetAddress.getByAddress(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
