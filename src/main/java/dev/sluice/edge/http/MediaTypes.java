package dev.sluice.edge.http;

import dev.sluice.mcp.Refusal;
import dev.sluice.mcp.RefusalCode;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whether a request sends and accepts JSON. */
public final class MediaTypes {
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";

    private MediaTypes() {}

    /** Why a POST is refused for its media types; null when it is not. */
    public static @Nullable Refusal refusal(MultiMap headers) {
        if (!isJson(HeaderNames.whole(headers, HttpHeaders.CONTENT_TYPE))
                || isEncoded(HeaderNames.whole(headers, HttpHeaders.CONTENT_ENCODING))) {
            return Refusal.of(RefusalCode.UNSUPPORTED_MEDIA_TYPE);
        }
        return acceptsJson(HeaderNames.whole(headers, HttpHeaders.ACCEPT))
                ? null
                : Refusal.of(RefusalCode.NOT_ACCEPTABLE);
    }

    /** Whether a client says that it takes an event stream; one that says nothing does not. */
    public static boolean acceptsEvents(MultiMap headers) {
        String accept = HeaderNames.whole(headers, HttpHeaders.ACCEPT);
        if (accept == null || accept.contains(EVENTS)) {
            return accept != null;
        }
        String lower = accept.toLowerCase(Locale.ROOT);
        return lower.contains(EVENTS) || lower.contains("*/*") || lower.contains("text/*");
    }

    /** Whether a client names an event stream before anything else that it takes. */
    public static boolean prefersEvents(MultiMap headers) {
        String accept = HeaderNames.whole(headers, HttpHeaders.ACCEPT);
        return accept != null && accept.regionMatches(true, 0, EVENTS, 0, EVENTS.length());
    }

    static boolean isJson(@Nullable String contentType) {
        if (contentType == null || contentType.equals(JSON)) {
            return contentType != null;
        }
        String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(JSON)) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().replace("\"", "");
            if (parameter.startsWith("charset=") && !parameter.equals("charset=utf-8")) {
                return false;
            }
        }
        return true;
    }

    static boolean acceptsJson(@Nullable String accept) {
        if (accept == null || accept.contains(JSON) || accept.contains("*/*")) {
            return true;
        }
        String lower = accept.toLowerCase(Locale.ROOT);
        return lower.contains(JSON) || lower.contains("application/*");
    }

    private static boolean isEncoded(@Nullable String encoding) {
        return encoding != null && !encoding.isBlank() && !encoding.strip().equalsIgnoreCase("identity");
    }
}
