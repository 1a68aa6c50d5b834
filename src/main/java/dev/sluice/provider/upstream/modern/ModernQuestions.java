package dev.sluice.provider.upstream.modern;

import dev.sluice.bus.Outcome;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.MalformedJsonException;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RawObject;
import dev.sluice.provider.upstream.message.Outcomes;
import dev.sluice.provider.upstream.message.WebPage;
import dev.sluice.provider.upstream.wire.WireException;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Judges what an upstream asks before its caller is asked. Pure and thread-safe. */
final class ModernQuestions {
    private static final RawJson URL_MODE = RawJson.of("\"url\"");

    private ModernQuestions() {}

    /**
     * The outcome that asks the caller.
     *
     * @param asking an {@code input_required} result, or a task that waits for input
     * @param told what the upstream was told that the caller can do
     * @param has what the caller can do
     * @param task the task's id, null when it is none
     * @throws WireException NONSENSE when it asks nothing, or what it may not ask
     */
    static Outcome ask(RawObject asking, ClientCapabilities told, ClientCapabilities has, @Nullable String task) {
        RawJson requests = asking.get("inputRequests");
        RawJson state = asking.get("requestState");
        if ((requests == null && state == null) || (state != null && !state.isString())) {
            throw nonsense("The upstream wants input without saying which.");
        }
        if (requests == null) {
            return new Outcome.InputRequired(null, new ModernState(state, List.of(), task).toJson());
        }
        RawObject questions = scan(requests);
        if (questions.size() > ModernState.MAX_KEYS) {
            throw nonsense("The upstream asks more than " + ModernState.MAX_KEYS + " questions at once.");
        }
        Set<Capability> needed = EnumSet.noneOf(Capability.class);
        questions.forEach((key, question) -> needed.addAll(needs(scan(question))));
        if (needed.stream().anyMatch(each -> !told.can(each))) {
            Set<Capability> missing = new HashSet<>(needed);
            missing.removeIf(has::can);
            if (missing.isEmpty()) {
                throw nonsense("The upstream asks although it was told that nobody can be asked.");
            }
            return Outcomes.lacks(missing);
        }
        return new Outcome.InputRequired(requests, new ModernState(state, questions.names(), task).toJson());
    }

    private static Set<Capability> needs(RawObject question) {
        String method = String.valueOf(question.text("method"));
        RawJson params = question.get("params");
        return switch (method) {
            case "elicitation/create" -> {
                RawJson mode = Outcomes.member(params, "mode");
                if (mode == null || !mode.equals(URL_MODE)) {
                    yield EnumSet.of(Capability.FORM);
                }
                RawJson url = Outcomes.member(params, "url");
                if (url == null || !url.isString() || !WebPage.isOne(url.stringValue())) {
                    throw nonsense("The upstream wants something opened that is no page of the web.");
                }
                yield EnumSet.of(Capability.URL);
            }
            case "sampling/createMessage" ->
                Outcomes.member(params, "tools") == null
                        ? EnumSet.of(Capability.SAMPLING)
                        : EnumSet.of(Capability.SAMPLING, Capability.SAMPLING_TOOLS);
            case "roots/list" -> EnumSet.of(Capability.ROOTS);
            default -> throw nonsense("The upstream asks for something that MCP does not know.");
        };
    }

    private static RawObject scan(RawJson json) {
        try {
            return RawObject.scan(json);
        } catch (MalformedJsonException e) {
            throw nonsense("The questions of the upstream are no objects.");
        }
    }

    private static WireException nonsense(String message) {
        return new WireException(WireException.Kind.NONSENSE, message);
    }
}
