package dev.sluice.edge.http;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Header names and values that are used on every request, with their hash computed once. */
public final class HeaderNames {
    public static final CharSequence MCP_SESSION_ID = HttpHeaders.createOptimized("Mcp-Session-Id");
    public static final CharSequence MCP_PROTOCOL_VERSION = HttpHeaders.createOptimized("MCP-Protocol-Version");
    public static final CharSequence MCP_METHOD = HttpHeaders.createOptimized("Mcp-Method");
    public static final CharSequence MCP_NAME = HttpHeaders.createOptimized("Mcp-Name");
    public static final CharSequence X_REQUEST_ID = HttpHeaders.createOptimized("X-Request-Id");
    public static final CharSequence X_FORWARDED_FOR = HttpHeaders.createOptimized("X-Forwarded-For");
    public static final CharSequence TRACEPARENT = HttpHeaders.createOptimized("traceparent");
    public static final CharSequence WWW_AUTHENTICATE = HttpHeaders.createOptimized("WWW-Authenticate");
    public static final CharSequence RETRY_AFTER = HttpHeaders.createOptimized("Retry-After");
    public static final CharSequence RATE_LIMIT_LIMIT = HttpHeaders.createOptimized("RateLimit-Limit");
    public static final CharSequence RATE_LIMIT_REMAINING = HttpHeaders.createOptimized("RateLimit-Remaining");
    public static final CharSequence RATE_LIMIT_RESET = HttpHeaders.createOptimized("RateLimit-Reset");
    public static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    public static final CharSequence EVENT_STREAM = HttpHeaders.createOptimized("text/event-stream");
    public static final CharSequence LAST_EVENT_ID = HttpHeaders.createOptimized("Last-Event-ID");
    public static final CharSequence X_ACCEL_BUFFERING = HttpHeaders.createOptimized("X-Accel-Buffering");
    public static final CharSequence NO = HttpHeaders.createOptimized("no");
    public static final CharSequence NO_STORE = HttpHeaders.createOptimized("no-store");

    private HeaderNames() {}

    /**
     * The value of a header, null when it is absent. One that comes on several lines counts as their values with commas
     * between (RFC 9110, 5.3): a header that may come once only then fits nothing, and nobody in front who reads the last
     * line instead of the first can be told another story.
     */
    public static @Nullable String whole(MultiMap headers, CharSequence name) {
        List<String> lines = headers.getAll(name);
        return switch (lines.size()) {
            case 0 -> null;
            case 1 -> lines.getFirst();
            default -> String.join(", ", lines);
        };
    }
}
