package dev.sluice.provider;

import dev.sluice.mcp.Capability;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes questions as {@code inputRequests} (MCP 2026-07-28, multi round-trip requests). */
final class Questions {
    /** Questions that one round may put. */
    static final int MAX = 64;

    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.-]{1,64}");

    private Questions() {}

    /** @throws IllegalArgumentException when a question may not be called so */
    static void checkKey(String key) {
        if (!KEY.matcher(key).matches()) {
            throw new IllegalArgumentException(
                    "the key of a question is 1 to 64 of A-Z, a-z, 0-9, _, . and -, which \"" + key + "\" is not");
        }
    }

    /** What a caller must be able to do to answer. */
    static Set<Capability> needs(Map<String, Question<?>> questions) {
        Set<Capability> needed = EnumSet.noneOf(Capability.class);
        for (Question<?> question : questions.values()) {
            switch (question) {
                case Question.Form ignored -> needed.add(Capability.FORM);
                case Question.Url ignored -> needed.add(Capability.URL);
                case Question.Roots ignored -> needed.add(Capability.ROOTS);
                case Question.Sample sample -> {
                    needed.add(Capability.SAMPLING);
                    if (sample.params().tree().has("tools")) {
                        needed.add(Capability.SAMPLING_TOOLS);
                    }
                }
            }
        }
        return needed;
    }

    /**
     * The questions by key, null when there are none.
     *
     * @throws RuntimeException with one sentence when they cannot be put
     */
    static @Nullable RawJson toJson(Map<String, Question<?>> questions) {
        if (questions.isEmpty()) {
            return null;
        }
        if (questions.size() > MAX) {
            throw new IllegalArgumentException("at most " + MAX + " questions can be put at once");
        }
        StringBuilder json = new StringBuilder("{");
        questions.forEach((key, question) -> {
            checkKey(key);
            json.append(json.length() == 1 ? "" : ",")
                    .append(JsonCodec.quote(key))
                    .append(':')
                    .append(toJson(question));
        });
        return RawJson.of(json.append('}').toString());
    }

    private static String toJson(Question<?> question) {
        return switch (question) {
            case Question.Form form -> {
                FormSchema.of(form.schema());
                yield "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"form\",\"message\":"
                        + JsonCodec.quote(form.message()) + ",\"requestedSchema\":" + form.schema() + "}}";
            }
            case Question.Url url ->
                "{\"method\":\"elicitation/create\",\"params\":{\"mode\":\"url\",\"message\":"
                        + JsonCodec.quote(url.message()) + ",\"url\":"
                        + JsonCodec.quote(url.url().toString()) + "}}";
            case Question.Sample sample -> {
                if (!sample.params().tree().isObject()) {
                    throw new IllegalArgumentException("the params of a sampling request are not an object");
                }
                yield "{\"method\":\"sampling/createMessage\",\"params\":" + sample.params() + '}';
            }
            case Question.Roots ignored -> "{\"method\":\"roots/list\"}";
        };
    }
}
