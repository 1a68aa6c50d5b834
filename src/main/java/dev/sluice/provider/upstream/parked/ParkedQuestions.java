package dev.sluice.provider.upstream.parked;

import dev.sluice.mcp.ClientCapabilities;
import dev.sluice.mcp.JsonCodec;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RequestId;
import dev.sluice.mcp.RpcMessage;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The questions of one call that wait for answers, by keys of the gateway's own, of which none is used twice. At most {@link
 * #MAX} at one time. Confined to the home loop of its upstream.
 */
final class ParkedQuestions {
    /** Questions of one call at one time. */
    static final int MAX = 64;

    private static final RawJson CANCEL = RawJson.of("{\"action\":\"cancel\"}");
    private static final int CLIENT_FAILED = -32603;
    private static final int METHOD_NOT_FOUND = -32601;

    private final Map<String, ParkedQuestion> open = new LinkedHashMap<>();
    private int asked;

    /** Where answers go. */
    interface Asker {
        void answer(RequestId question, RawJson result);

        void refuse(RequestId question, int code, String message);
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** Takes a question, or tells the asker at once why not. */
    boolean add(RpcMessage.Request request, ClientCapabilities client, Asker asker) {
        ParkedQuestion question = ParkedQuestion.of(request, client);
        if (question == null) {
            asker.refuse(request.id(), METHOD_NOT_FOUND, "The client cannot be asked this.");
            return false;
        }
        if (open.size() >= MAX) {
            asker.refuse(request.id(), CLIENT_FAILED, "At most " + MAX + " questions of a call can be open.");
            return false;
        }
        open.put("q" + ++asked, question);
        return true;
    }

    /** The asker does not want an answer any more. */
    void withdraw(RequestId id) {
        open.values().removeIf(question -> question.id().equals(id));
    }

    /** Its client can do no more than this now: what it cannot be asked any more is refused. */
    void limit(ClientCapabilities client, Asker asker) {
        open.values().removeIf(question -> {
            boolean unfit = ParkedQuestion.of(question.asked(), client) == null;
            if (unfit) {
                asker.refuse(question.id(), METHOD_NOT_FOUND, "The client cannot be asked this.");
            }
            return unfit;
        });
    }

    /** The key of an answer that has not the shape its question wants. */
    Optional<String> misfit(Map<String, RawJson> given) {
        return open.entrySet().stream()
                .filter(one -> {
                    RawJson answer = given.get(one.getKey());
                    return answer != null && !one.getValue().fits(answer);
                })
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Passes on what fits; what is not known is ignored, what is missing stays open. */
    void answer(Map<String, RawJson> given, Asker asker) {
        Map<String, ParkedQuestion> waiting = new LinkedHashMap<>(open);
        waiting.forEach((key, question) -> {
            RawJson answer = given.get(key);
            if (answer != null) {
                open.remove(key);
                asker.answer(question.id(), answer);
            }
        });
    }

    /** Nobody will answer: an elicitation is cancelled, anything else fails. */
    void dismiss(Asker asker) {
        Map<String, ParkedQuestion> waiting = new LinkedHashMap<>(open);
        open.clear();
        waiting.forEach((key, question) -> {
            if (question.kind() == ParkedQuestion.Kind.ELICITATION) {
                asker.answer(question.id(), CANCEL);
            } else {
                asker.refuse(question.id(), CLIENT_FAILED, "The client did not answer.");
            }
        });
    }

    /** They need no answer any more. */
    void drop() {
        open.clear();
    }

    /** {@code inputRequests}, null when there is nothing to ask. */
    @Nullable
    RawJson toJson() {
        if (open.isEmpty()) {
            return null;
        }
        StringBuilder json = new StringBuilder();
        open.forEach((key, question) -> json.append(json.isEmpty() ? '{' : ',')
                .append(JsonCodec.quote(key))
                .append(':')
                .append(question.toJson()));
        return RawJson.of(json.append('}').toString());
    }
}
