package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the dialogue of a call has come (multi round-trip requests, 2026-07-28). A call that asks its caller something
 * ends with {@link Outcome.InputRequired}; when the answers are there it is submitted again, with them. Nothing is parked.
 *
 * @param round 0 for the first submission
 * @param given what the caller answered, by key, over all rounds: bare results as it spelled them. Nobody has looked at
 *     them but to see that they are objects
 * @param state what the provider wanted back, null when there is nothing
 * @param task where the call stands with tasks
 */
public record Answers(
        int round, Map<String, RawJson> given, @Nullable RawJson state, TaskStanding task) {
    /** The first round of a call that cannot become a task. */
    public static final Answers NONE = new Answers(0, Map.of(), null, TaskStanding.UNAVAILABLE);

    /** The first round of a call that may become a task. */
    public static final Answers TASK_AVAILABLE = new Answers(0, Map.of(), null, TaskStanding.AVAILABLE);

    /** Whether a call may become, or is, a task (extension {@code io.modelcontextprotocol/tasks}). */
    public enum TaskStanding {
        /** The caller does not know tasks. */
        UNAVAILABLE,
        /** The caller knows tasks: the provider may answer {@link Outcome.Detached}. */
        AVAILABLE,
        /** This is the task. */
        RUNNING
    }

    public Answers {
        given = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(given));
    }

    /** The next round: with more answers, and what the provider wanted back. */
    public Answers next(Map<String, RawJson> more, @Nullable RawJson newState) {
        Map<String, RawJson> all = new LinkedHashMap<>(given);
        all.putAll(more);
        return new Answers(round + 1, all, newState, task);
    }

    /** The same, inside of a task whose provider wants nothing back. */
    public Answers inTask() {
        return inTask(null);
    }

    /**
     * The same, inside of a task.
     *
     * @param newState what the provider wanted back when it let go, null when there is nothing
     */
    public Answers inTask(@Nullable RawJson newState) {
        return new Answers(round, given, newState == null ? state : newState, TaskStanding.RUNNING);
    }
}
