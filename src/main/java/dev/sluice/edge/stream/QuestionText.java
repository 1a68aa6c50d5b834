package dev.sluice.edge.stream;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.mcp.Revision;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Gives the questions of a call the shape in which a client of an old revision is asked them. */
final class QuestionText {
    private static final String ELICITATION = "elicitation/create";

    private QuestionText() {}

    /**
     * One request to a client.
     *
     * @param params as its revision has them
     */
    record Request(String method, RawJson params) {
        /** Whether a client that cannot or will not answer has thereby cancelled, which the call may live with. */
        boolean mayBeCancelled() {
            return method.equals(ELICITATION);
        }
    }

    /**
     * The questions by key, in order.
     *
     * @param inputRequests as an input-required result has them, null for none
     * @throws MalformedJsonException when they are not what they should be
     */
    static Map<String, Request> of(@Nullable RawJson inputRequests, Revision revision) throws MalformedJsonException {
        Map<String, Request> requests = new LinkedHashMap<>();
        if (inputRequests != null) {
            RawObject all = RawObject.scan(inputRequests);
            for (String key : all.names()) {
                RawJson one = all.get(key);
                if (one != null) {
                    requests.put(key, request(RawObject.scan(one), revision));
                }
            }
        }
        return requests;
    }

    private static Request request(RawObject question, Revision revision) throws MalformedJsonException {
        String method = question.text("method");
        if (method == null) {
            throw new MalformedJsonException("a question without a method");
        }
        RawJson params = question.get("params");
        if (params == null || !params.isObject()) {
            return new Request(method, RawJson.EMPTY_OBJECT);
        }
        return new Request(method, method.equals(ELICITATION) ? elicitation(RawObject.scan(params), revision) : params);
    }

    /** Before 2025-11-25 there are forms only, and no mode; in it, a page has an id of its own. */
    private static RawJson elicitation(RawObject params, Revision revision) {
        if (revision.isAtLeast(Revision.V2025_11_25)) {
            boolean needsId = "url".equals(params.text("mode")) && !params.has("elicitationId");
            return needsId
                    ? Splice.first(
                            "elicitationId", RawJson.string(UUID.randomUUID().toString()), params.raw())
                    : params.raw();
        }
        if (!params.has("mode")) {
            return params.raw();
        }
        List<String> members = new ArrayList<>();
        params.forEach((name, value) -> {
            if (!name.equals("mode")) {
                members.add(JsonCodec.quote(name) + ':' + value);
            }
        });
        return RawJson.of('{' + String.join(",", members) + '}');
    }
}
