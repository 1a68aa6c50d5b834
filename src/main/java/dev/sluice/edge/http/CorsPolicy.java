package dev.sluice.edge.http;

import dev.sluice.config.CorsConfig;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which browser origins may read answers (WHATWG Fetch, "CORS protocol"). Origins are compared exactly; with {@code *}
 * any may read, but then never with credentials. Immutable.
 */
public final class CorsPolicy {
    private static final String METHODS = "POST, GET, DELETE, OPTIONS";
    private static final String REQUEST_HEADERS = "Authorization, Content-Type, Accept, MCP-Protocol-Version, "
            + "Mcp-Method, Mcp-Name, Mcp-Session-Id, Last-Event-ID, traceparent, tracestate";
    private static final String EXPOSED = "Mcp-Session-Id, WWW-Authenticate, RateLimit-Limit, RateLimit-Remaining, "
            + "RateLimit-Reset, Retry-After, X-Request-Id";
    private static final int MAX_ASKED = 64;

    private final boolean any;
    private final Set<String> origins;
    private final String maxAge;

    public CorsPolicy(CorsConfig config) {
        this.any = config.origins().contains("*");
        this.origins = Set.copyOf(config.origins());
        this.maxAge = Long.toString(config.maxAge().toSeconds());
    }

    /** Whether this origin may read answers. */
    public boolean allows(String origin) {
        return any || origins.contains(origin);
    }

    /** Adds to an answer what lets this origin read it; nothing when it may not. */
    public void addTo(HttpServerResponse response, String origin) {
        if (!allows(origin)) {
            return;
        }
        MultiMap headers = response.headers();
        if (any) {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        } else {
            headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, origin)
                    .set(HttpHeaders.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true")
                    .add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
        }
        headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
    }

    /** Whether this is a browser that asks before it sends. */
    public static boolean isPreflight(HttpServerRequest request, @Nullable String origin) {
        return origin != null
                && HttpMethod.OPTIONS.equals(request.method())
                && request.headers().contains(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD);
    }

    /** Adds the answer to such a question; {@link #addTo} has been called. */
    public void addPreflightTo(HttpServerResponse response, HttpServerRequest request) {
        response.headers()
                .set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS)
                .set(
                        HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
                        REQUEST_HEADERS + parameters(request.getHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_HEADERS)))
                .set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, maxAge);
    }

    /** The {@code Mcp-Param-*} headers among those asked for, spelled as a list that goes on. */
    private static String parameters(@Nullable String asked) {
        if (asked == null) {
            return "";
        }
        StringBuilder allowed = new StringBuilder();
        String[] names = asked.split(",", MAX_ASKED);
        for (String name : names) {
            String header = name.strip();
            if (header.toLowerCase(Locale.ROOT).startsWith("mcp-param-") && isToken(header)) {
                allowed.append(", ").append(header);
            }
        }
        return allowed.toString();
    }

    private static boolean isToken(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(Character.isLetterOrDigit(c) && c < 128) && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }
}
