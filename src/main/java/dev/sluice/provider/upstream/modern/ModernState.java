package dev.sluice.provider.upstream.modern;

import dev.sluice.bus.Answers;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawArray;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway wants back with the answers to a modern upstream's questions. It travels with the caller, sealed, so that
 * nothing is kept here and any node can go on.
 *
 * @param requestState the upstream's own {@code requestState} as it spelled it, null when it gave none
 * @param keys what was asked last, null when nothing was: then the answers are what the caller sent of its own accord
 * @param task the upstream's own id of the task that the call has become, null when it has not
 */
record ModernState(
        @Nullable RawJson requestState,
        @Nullable List<String> keys,
        @Nullable String task) {
    /** Questions of one round. */
    static final int MAX_KEYS = 64;

    static final ModernState NONE = new ModernState(null, null, null);

    ModernState {
        keys = keys == null ? null : List.copyOf(keys);
    }

    /** The state of a call that has become a task. */
    static ModernState ofTask(String task) {
        return new ModernState(null, null, task);
    }

    /** Reads what came back. */
    static ModernState of(@Nullable RawJson state) {
        if (state == null) {
            return NONE;
        }
        try {
            RawObject object = RawObject.scan(state);
            RawJson keys = object.get("k");
            return new ModernState(object.get("s"), keys == null ? null : keys(keys), object.text("t"));
        } catch (MalformedJsonException e) {
            throw new IllegalStateException("a state that was sealed here is broken", e);
        }
    }

    private static List<String> keys(RawJson array) throws MalformedJsonException {
        List<String> keys = new ArrayList<>();
        for (RawJson key : RawArray.scan(array, MAX_KEYS)) {
            keys.add(key.stringValue());
        }
        return keys;
    }

    RawJson toJson() {
        StringBuilder json = new StringBuilder("{");
        if (requestState != null) {
            json.append("\"s\":").append(requestState);
        }
        if (task != null) {
            comma(json).append("\"t\":").append(JsonCodec.quote(task));
        }
        if (keys != null) {
            comma(json).append("\"k\":[");
            for (int i = 0; i < keys.size(); i++) {
                json.append(i == 0 ? "" : ",").append(JsonCodec.quote(keys.get(i)));
            }
            json.append(']');
        }
        return RawJson.of(json.append('}').toString());
    }

    private static StringBuilder comma(StringBuilder json) {
        return json.length() == 1 ? json : json.append(',');
    }

    /** The answers that the upstream is to get: those that it asked for last. */
    Map<String, RawJson> answers(Answers answers) {
        if (keys == null) {
            return answers.given();
        }
        Map<String, RawJson> asked = new LinkedHashMap<>();
        for (String key : keys) {
            RawJson answer = answers.given().get(key);
            if (answer != null) {
                asked.put(key, answer);
            }
        }
        return asked;
    }
}
