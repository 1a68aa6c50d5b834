package dev.sluice.provider.rest;

import dev.sluice.mcp.RawJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * How the arguments of a tool become a request. Immutable.
 *
 * @param body null when there is none
 */
record RequestPlan(
        HttpMethod method,
        PathTemplate path,
        List<QueryPart> query,
        List<HeaderPart> headers,
        @Nullable BodyTemplate body) {
    /** Longest request target, in characters. */
    static final int LONGEST_TARGET = 16_384;

    RequestPlan {
        query = List.copyOf(query);
        headers = List.copyOf(headers);
    }

    /**
     * A request that can be sent.
     *
     * @param target path and query
     * @param body null when there is none
     */
    record Planned(
            HttpMethod method,
            String target,
            Map<String, String> headers,
            @Nullable Buffer body) {}

    /** The request for these arguments. */
    Planned with(RawJson given) throws BadArgumentException {
        Arguments arguments = Arguments.of(given);
        StringJoiner pairs = new StringJoiner("&", "?", "").setEmptyValue("");
        for (QueryPart part : query) {
            part.write(arguments, pairs);
        }
        String target = path.expand(arguments) + pairs;
        if (target.length() > LONGEST_TARGET) {
            throw new BadArgumentException("The query would be longer than " + LONGEST_TARGET + " characters.");
        }
        Map<String, String> values = new LinkedHashMap<>();
        for (HeaderPart header : headers) {
            String value = header.value(arguments);
            if (value != null) {
                values.put(header.name(), value);
            }
        }
        return new Planned(method, target, values, body == null ? null : body.write(arguments));
    }

    /** The names of all arguments that it knows. */
    List<String> names() {
        List<String> names = new ArrayList<>(path.names());
        for (QueryPart part : query) {
            if (part instanceof QueryPart.Written written) {
                names.addAll(written.template().names());
            }
        }
        for (HeaderPart header : headers) {
            if (header instanceof HeaderPart.Written written) {
                names.addAll(written.template().names());
            }
        }
        if (body != null) {
            body.names(names);
        }
        return names;
    }
}
