package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What comes back for a {@link Call}. */
public sealed interface Outcome {
    /**
     * The call was done.
     *
     * @param result the result object in the shape of the newest revision, without {@code resultType}
     * @param failed whether the tool says of itself that it failed ({@code isError})
     */
    record Completed(RawJson result, boolean failed) implements Outcome {}

    /**
     * The provider needs something from its caller before it can go on (multi round-trip requests, 2026-07-28). The call
     * is over; it goes on with a new one that has {@link Answers}.
     *
     * @param inputRequests the questions by key, null when the caller is only asked to come back
     * @param state what the provider wants back with the answers, null when there is nothing; not sealed yet
     */
    record InputRequired(
            @Nullable RawJson inputRequests, @Nullable RawJson state) implements Outcome {}

    /**
     * The rest is to be done as a task: the same call is to be submitted again with {@link Answers#inTask}. Only where
     * tasks are {@link Answers.TaskStanding#AVAILABLE}.
     *
     * @param ttl how long the task and its result are kept, from now
     * @param pollInterval how often it makes sense to look
     * @param state what the provider wants back as {@link Answers#state} when the call is submitted again, null when there is
     *     nothing
     */
    record Detached(
            Duration ttl, Duration pollInterval, @Nullable RawJson state) implements Outcome {
        /** One whose provider remembers nothing. */
        public Detached(Duration ttl, Duration pollInterval) {
            this(ttl, pollInterval, null);
        }
    }

    /**
     * The provider answers with a JSON-RPC error of its own, which is the caller's fault or business.
     *
     * @param code the number, not one that MCP reserves
     * @param message one sentence
     * @param data null for none
     */
    record Failed(int code, String message, @Nullable RawJson data) implements Outcome {}

    /** The call was not done, or nobody knows whether it was; the refusal says which. */
    record Refused(Refusal refusal) implements Outcome {}
}
