package dev.sluice.telemetry;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The networks whose callers may see what the public may not. Immutable. */
final class Networks {
    private static final List<String> FORWARDED = List.of("X-Forwarded-For", "Forwarded", "X-Real-IP");

    private final List<Cidr> allowed;

    /**
     * @throws IllegalArgumentException when one is not a network
     */
    Networks(List<String> allowed) {
        this.allowed = allowed.stream().map(Cidr::parse).toList();
    }

    /**
     * Whether the request comes from one of the networks. One that somebody forwarded does not: the address it has is
     * the proxy's, and a proxy on loopback would open the door to everybody behind it.
     */
    boolean include(HttpServerRequest request) {
        for (String header : FORWARDED) {
            if (request.headers().contains(header)) {
                return false;
            }
        }
        String address = address(request);
        return address != null && contains(address);
    }

    private boolean contains(String address) {
        for (Cidr network : allowed) {
            if (network.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The address at the other end of the connection, null when it has none. */
    static @Nullable String address(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? null : remote.hostAddress();
    }
}
