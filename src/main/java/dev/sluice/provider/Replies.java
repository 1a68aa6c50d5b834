package dev.sluice.provider;

import dev.sluice.bus.Call;
import dev.sluice.bus.CompletionTarget;
import dev.sluice.bus.Outcome;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceTarget;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.Bytes;
import dev.sluice.mcp.Capability;
import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.RefusalCode;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Judges what a provider replied before it is passed on; a plugin may not keep to the contract.
 *
 * @param bound largest result passed on
 */
record Replies(Bytes bound) {
    /** How a call ends by a reply. */
    record Judged(Ending ending, Outcome outcome) {}

    /** Whether this is what a tool gives back as a rule. */
    static boolean isPlain(Call call, @Nullable Object reply) {
        return reply instanceof ToolResult result && call.target() instanceof ToolEntry && isWellFormed(result);
    }

    Ending ending(ToolResult result) {
        if (result.json().length() > bound.count()) {
            return Ending.TOO_LARGE;
        }
        return result.isError() ? Ending.TOOL_ERROR : Ending.OK;
    }

    Outcome outcome(Call call, ToolResult result) {
        return result.json().length() > bound.count()
                ? Refusals.tooLarge(call, bound)
                : new Outcome.Completed(result.json(), result.isError());
    }

    /**
     * What a reply comes to.
     *
     * @throws RuntimeException with one sentence for the log when it is none that this call may have: the provider's fault
     */
    Judged judge(Call call, CallDialogue dialogue, @Nullable Object reply) {
        boolean completing = call.target() instanceof CompletionTarget;
        if (reply instanceof Outcome outcome) {
            return relayed(call, dialogue, outcome);
        }
        if (reply instanceof Ask ask && !completing) {
            return asked(call, ask);
        }
        if (reply instanceof ToolResult result && isPlain(call, result)) {
            return new Judged(ending(result), outcome(call, result));
        }
        if (reply instanceof Detach detach && dialogue.mayDetach()) {
            return new Judged(Ending.DETACHED, new Outcome.Detached(detach.ttl(), detach.pollInterval()));
        }
        if (reply instanceof PromptResult result && call.target() instanceof PromptEntry) {
            return completed(call, ResultJson.of(result));
        }
        if (reply instanceof ResourceContents contents && call.target() instanceof ResourceTarget) {
            return ResultJson.atLeast(contents) > bound.count()
                    ? tooLarge(call)
                    : completed(call, ResultJson.of(contents));
        }
        if (reply instanceof Completion completion && completing) {
            return completed(call, ResultJson.of(completion));
        }
        throw new IllegalArgumentException(complaint(reply));
    }

    /** An answer with an error of the provider's own. */
    Judged judge(Call call, ProtocolErrorException error) {
        RawJson data = error.data();
        if (data != null && data.length() > bound.count()) {
            return tooLarge(call);
        }
        String message = error.getMessage();
        return new Judged(
                Ending.PROTOCOL_ERROR, new Outcome.Failed(error.code(), message == null ? "" : message, data));
    }

    /** What a backend relays. */
    private Judged relayed(Call call, CallDialogue dialogue, Outcome outcome) {
        return switch (outcome) {
            case Outcome.Completed done -> {
                Ending ending = done.failed() ? Ending.TOOL_ERROR : Ending.OK;
                yield done.result().length() > bound.count() ? tooLarge(call) : new Judged(ending, done);
            }
            case Outcome.InputRequired asks -> new Judged(Ending.ASKED, asks);
            case Outcome.Detached detached -> {
                if (!dialogue.mayDetach()) {
                    throw new IllegalArgumentException("the backend detaches where that is not allowed");
                }
                yield new Judged(Ending.DETACHED, detached);
            }
            case Outcome.Failed failed -> {
                RawJson data = failed.data();
                yield data != null && data.length() > bound.count()
                        ? tooLarge(call)
                        : new Judged(Ending.PROTOCOL_ERROR, failed);
            }
            case Outcome.Refused refused ->
                new Judged(
                        refused.refusal().code() == RefusalCode.RESOURCE_NOT_FOUND ? Ending.NOT_FOUND : Ending.REFUSED,
                        refused);
        };
    }

    private Judged completed(Call call, RawJson json) {
        return json.length() > bound.count()
                ? tooLarge(call)
                : new Judged(Ending.OK, new Outcome.Completed(json, false));
    }

    private Judged asked(Call call, Ask ask) {
        Set<Capability> missing = Questions.needs(ask.questions()).stream()
                .filter(needed -> !call.caller().capabilities().can(needed))
                .collect(Collectors.toUnmodifiableSet());
        RawJson questions = Questions.toJson(ask.questions());
        checkState(ask.state());
        if (!missing.isEmpty()) {
            return new Judged(Ending.REFUSED, Refusals.lacks(missing));
        }
        return questions != null && questions.length() > bound.count()
                ? tooLarge(call)
                : new Judged(Ending.ASKED, new Outcome.InputRequired(questions, ask.state()));
    }

    private static void checkState(@Nullable RawJson state) {
        if (state == null) {
            return;
        }
        if (state.length() > Ask.MAX_STATE) {
            throw new IllegalArgumentException("the state of an Ask is larger than " + Ask.MAX_STATE + " bytes");
        }
        try {
            state.tree();
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException("the state of an Ask is not valid JSON", e);
        }
    }

    private Judged tooLarge(Call call) {
        return new Judged(Ending.TOO_LARGE, Refusals.tooLarge(call, bound));
    }

    private static boolean isWellFormed(ToolResult result) {
        return result.json() != null && result.json().isObject();
    }

    private static String complaint(@Nullable Object reply) {
        return switch (reply) {
            case null -> "the provider's Future gave null";
            case Detach ignored ->
                "the reply is Detach, which neither this caller nor this tool allows; see Dialogue.mayDetach";
            case ToolResult ignored -> "the reply is a ToolResult that is no object, or that nobody asked for";
            default -> "the reply is a " + reply.getClass().getSimpleName() + ", which nobody asked for";
        };
    }
}
