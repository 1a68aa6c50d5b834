package dev.sluice.provider;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.provider.Answer.Action;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a caller answered. Whatever does not fit its question counts as no answer, so that the question is put again.
 */
final class AnswerReader {
    private AnswerReader() {}

    /**
     * @param given the bare result as the caller spelled it, null when it has not answered
     * @throws IllegalArgumentException when the question itself makes no sense
     */
    @SuppressWarnings("unchecked") // each kind of question has its one kind of answer, as its type parameter says
    static <A extends Answer> Optional<A> read(Question<A> question, @Nullable RawJson given) {
        Answer answer = switch (question) {
            case Question.Form form -> filled(FormSchema.of(form.schema()), given);
            case Question.Url ignored -> opened(given);
            case Question.Sample ignored -> sampled(given);
            case Question.Roots ignored -> roots(given);
        };
        return Optional.ofNullable((A) answer);
    }

    private static @Nullable Answer filled(FormSchema form, @Nullable RawJson given) {
        RawObject result = scan(given);
        Action action = result == null ? null : action(result);
        if (result == null || action == null) {
            return null;
        }
        if (action != Action.ACCEPT) {
            return new Answer.Filled(action, RawJson.EMPTY_OBJECT);
        }
        RawJson content = result.get("content");
        RawJson fitted = form.fit(content == null ? RawJson.EMPTY_OBJECT : content);
        return fitted == null ? null : new Answer.Filled(action, fitted);
    }

    private static @Nullable Answer opened(@Nullable RawJson given) {
        RawObject result = scan(given);
        Action action = result == null ? null : action(result);
        return action == null ? null : new Answer.Opened(action);
    }

    private static @Nullable Answer sampled(@Nullable RawJson given) {
        JsonNode result = tree(given);
        if (given == null || result == null) {
            return null;
        }
        String role = result.path("role").asText();
        boolean fits = (role.equals("assistant") || role.equals("user")) && isContent(result.path("content"));
        return fits ? new Answer.Sampled(given) : null;
    }

    private static boolean isContent(JsonNode content) {
        if (!content.isArray()) {
            return content.path("type").isTextual();
        }
        for (JsonNode block : content) {
            if (!block.path("type").isTextual()) {
                return false;
            }
        }
        return true;
    }

    private static @Nullable Answer roots(@Nullable RawJson given) {
        JsonNode result = tree(given);
        if (result == null || !result.path("roots").isArray()) {
            return null;
        }
        List<Answer.Root> roots = new ArrayList<>();
        for (JsonNode root : result.path("roots")) {
            String uri = root.path("uri").textValue();
            if (uri == null || !isAbsolute(uri)) {
                return null;
            }
            roots.add(new Answer.Root(uri, root.path("name").textValue()));
        }
        return new Answer.RootList(roots);
    }

    static boolean isAbsolute(String uri) {
        try {
            return new URI(uri).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static @Nullable Action action(RawObject result) {
        String action = result.text("action");
        return switch (action == null ? "" : action) {
            case "accept" -> Action.ACCEPT;
            case "decline" -> Action.DECLINE;
            case "cancel" -> Action.CANCEL;
            default -> null;
        };
    }

    private static @Nullable RawObject scan(@Nullable RawJson given) {
        if (given == null || !given.isObject()) {
            return null;
        }
        try {
            return RawObject.scan(given);
        } catch (MalformedJsonException e) {
            return null;
        }
    }

    private static @Nullable JsonNode tree(@Nullable RawJson given) {
        if (given == null || !given.isObject()) {
            return null;
        }
        try {
            return given.tree();
        } catch (UncheckedIOException e) {
            return null;
        }
    }
}
