package dev.sluice.provider.rest;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a service answered.
 *
 * @param contentType as in the header, null when there is none
 * @param retryAfter as in the header, null when there is none
 */
record ServiceAnswer(
        int status, @Nullable String contentType, @Nullable String retryAfter, Buffer body) {
    /** Type and subtype in lower case, empty when there is none. */
    String type() {
        String value = contentType == null ? "" : contentType;
        int end = value.indexOf(';');
        return (end < 0 ? value : value.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    boolean isJson() {
        String type = type();
        return type.equals("application/json") || type.endsWith("+json");
    }

    boolean isText() {
        String type = type();
        return type.startsWith("text/") || type.equals("application/xml") || type.endsWith("+xml");
    }

    /** The body as a text, in the charset that it names or in UTF-8. */
    String text() {
        return body.toString(charset());
    }

    private Charset charset() {
        String value = contentType == null ? "" : contentType.toLowerCase(Locale.ROOT);
        int at = value.indexOf("charset=");
        if (at < 0) {
            return StandardCharsets.UTF_8;
        }
        String name = value.substring(at + "charset=".length())
                .replace("\"", "")
                .split(";", 2)[0]
                .strip();
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException e) {
            return StandardCharsets.UTF_8;
        }
    }
}
