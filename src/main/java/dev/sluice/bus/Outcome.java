package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import dev.sluice.mcp.Refusal;
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
     * The tool needs something from its caller before it can go on (multi round-trip requests, 2026-07-28).
     *
     * @param inputRequests the questions by key, null when the caller is only asked to come back
     * @param requestState what the caller must bring back untouched, null when there is nothing
     */
    record InputRequired(
            @Nullable RawJson inputRequests, @Nullable String requestState) implements Outcome {}

    /** The call was not done, or nobody knows whether it was; the refusal says which. */
    record Refused(Refusal refusal) implements Outcome {}
}
