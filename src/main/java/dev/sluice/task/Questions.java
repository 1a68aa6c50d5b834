package dev.sluice.task;

import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The questions of one task, over its whole life. No key is ever shown twice, so that an answer never meets a question that
 * it was not given to (SEP-2663, "Task Update Requests"): a provider that asks again under the same key does so under a new
 * one as far as clients can see. Confined to the event loop of the tasks' owner.
 */
final class Questions {
    /** What a question is called by its provider, and the question. */
    private record Open(String key, RawJson request) {}

    private final Set<String> shown = new HashSet<>();
    private final Map<String, Open> open = new LinkedHashMap<>();
    private final Map<String, RawJson> answered = new LinkedHashMap<>();

    /**
     * Puts the questions of a new round.
     *
     * @param requests an object, null for none
     * @throws MalformedJsonException when it is not one
     */
    void put(@Nullable RawJson requests) throws MalformedJsonException {
        open.clear();
        answered.clear();
        if (requests != null) {
            RawObject.scan(requests).forEach((key, request) -> open.put(fresh(key), new Open(key, request)));
        }
    }

    /** Takes answers; whatever was not asked is ignored. Says whether one was. */
    boolean take(Map<String, RawJson> answers) {
        boolean any = false;
        for (Map.Entry<String, RawJson> answer : answers.entrySet()) {
            Open question = open.remove(answer.getKey());
            if (question != null) {
                answered.put(question.key(), copy(answer.getValue()));
                any = true;
            }
        }
        return any;
    }

    /** Bytes of the answers that would be taken. */
    long size(Map<String, RawJson> answers) {
        return answers.entrySet().stream()
                .filter(answer -> open.containsKey(answer.getKey()))
                .mapToLong(
                        answer -> answer.getKey().length() + answer.getValue().length())
                .sum();
    }

    boolean isOpen() {
        return !open.isEmpty();
    }

    /** The answers of this round by the provider's keys. */
    Map<String, RawJson> answers() {
        return answered;
    }

    /** {@code inputRequests}: those that have no answer yet. */
    RawJson toJson() {
        StringBuilder json = new StringBuilder("{");
        open.forEach((key, question) -> json.append(json.length() == 1 ? "" : ",")
                .append(JsonCodec.quote(key))
                .append(':')
                .append(question.request()));
        return RawJson.of(json.append('}').toString());
    }

    void forget() {
        open.clear();
        answered.clear();
        shown.clear();
    }

    /** Of its own bytes: it would hold the whole message otherwise. */
    static RawJson copy(RawJson json) {
        byte[] bytes = json.toBytes();
        return RawJson.view(bytes, 0, bytes.length);
    }

    private String fresh(String key) {
        String name = key;
        for (int i = 2; !shown.add(name); i++) {
            name = key + '.' + i;
        }
        return name;
    }
}
