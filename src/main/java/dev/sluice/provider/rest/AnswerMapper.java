package dev.sluice.provider.rest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.bus.Outcome;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * What the answer of a service is to the caller: a result, a mistake that the model can mend, or the service's own failure.
 * Pure and thread-safe.
 */
final class AnswerMapper {
    /** Most of an error's text that is passed on, in characters. */
    static final int MAX_ERROR_TEXT = 2_000;

    private AnswerMapper() {}

    /**
     * The outcome of an answer.
     *
     * @throws RestFailureException when the service failed
     */
    static Outcome outcome(Operation operation, ServiceAnswer answer) {
        int status = answer.status();
        if (status >= 500 || status < 200) {
            throw new RestFailureException("The service answered with status " + status + ".");
        }
        if (status >= 400) {
            return RestResult.error(mistake(answer));
        }
        if (status >= 300) {
            return RestResult.error(
                    "The service answered with a redirect (status " + status + "), which the gateway does not follow.");
        }
        Outcome outcome = content(operation, answer);
        if (operation.structured() && !(answer.isJson() && answer.body().length() > 0)) {
            throw new RestFailureException("The service answered without the JSON that its description promises.");
        }
        return outcome;
    }

    private static Outcome content(Operation operation, ServiceAnswer answer) {
        String type = answer.type();
        if (answer.body().length() == 0) {
            return RestResult.text("Done.");
        }
        if (answer.isJson()) {
            return json(operation, answer);
        }
        if (answer.isText() && !type.equals("image/svg+xml")) {
            return RestResult.text(answer.text());
        }
        if (type.startsWith("image/") || type.startsWith("audio/")) {
            return RestResult.media(type.substring(0, 5), answer.body(), type);
        }
        return RestResult.error("The service answered with " + (type.isEmpty() ? "content of no type" : type)
                + ", which cannot be passed on.");
    }

    private static Outcome json(Operation operation, ServiceAnswer answer) {
        RawJson whole = trimmed(answer.body().getBytes());
        RawJson value;
        try {
            check(whole);
            value = operation.result().in(whole);
        } catch (MalformedJsonException e) {
            if (operation.structured() || !operation.result().tokens().isEmpty()) {
                throw new RestFailureException("The service answered with JSON that cannot be read.");
            }
            return RestResult.text(answer.text());
        }
        return value == null
                ? RestResult.error("The answer of the service has nothing at "
                        + operation.result().text() + ".")
                : RestResult.json(value, value);
    }

    /** What is passed on as JSON must be JSON. */
    private static void check(RawJson value) throws MalformedJsonException {
        if (value.isObject()) {
            RawObject.scan(value);
        } else if (Values.isArray(value)) {
            RawObject.elements(value, 0);
        } else {
            try {
                value.tree();
            } catch (UncheckedIOException e) {
                throw new MalformedJsonException("not JSON");
            }
        }
    }

    /** Without a byte order mark and white space around. */
    private static RawJson trimmed(byte[] bytes) {
        boolean marked = bytes.length > 2 && (bytes[0] & 0xff) == 0xef && (bytes[1] & 0xff) == 0xbb;
        int from = marked ? 3 : 0;
        int to = bytes.length;
        while (from < to && isSpace(bytes[from])) {
            from++;
        }
        while (to > from && isSpace(bytes[to - 1])) {
            to--;
        }
        return RawJson.view(bytes, from, to);
    }

    private static boolean isSpace(byte b) {
        return b == ' ' || b == '\n' || b == '\r' || b == '\t';
    }

    private static String mistake(ServiceAnswer answer) {
        int status = answer.status();
        if (status == 401 || status == 403) {
            return "The service did not accept the gateway's credentials (status " + status + ").";
        }
        String retry = retryAfter(answer.retryAfter());
        if (status == 429) {
            return "The service is asked too often (status 429)." + (retry == null ? "" : " Come back " + retry + ".");
        }
        String said = said(answer);
        return "The service refused the request (status " + status + ")" + (said.isBlank() ? "." : ": " + said);
    }

    private static @Nullable String retryAfter(@Nullable String header) {
        return header != null && header.matches("[0-9]{1,6}") ? "in " + header + " s" : null;
    }

    /** Title and detail of a problem (RFC 9457), otherwise the text. */
    private static String said(ServiceAnswer answer) {
        if (!answer.isJson() && !answer.isText()) {
            return "";
        }
        String text = answer.text();
        if (answer.isJson()) {
            try {
                JsonNode json = trimmed(answer.body().getBytes()).tree();
                String title = json.path("title").asText("");
                String detail = json.path("detail").asText("");
                String both = title + (title.isEmpty() || detail.isEmpty() ? "" : ": ") + detail;
                text = both.isEmpty() ? text : both;
            } catch (UncheckedIOException ignored) {
                // It is no JSON after all, and told as the text that it is.
            }
        }
        return text.length() > MAX_ERROR_TEXT ? text.substring(0, MAX_ERROR_TEXT) + "..." : text;
    }
}
