package dev.sluice.bus;

import dev.sluice.mcp.Refusal;

/** What comes back for a {@link TaskCommand}. */
public sealed interface TaskReply {
    /** It was done; the task as it is now. */
    record Known(TaskView task) implements TaskReply {}

    /** It was not done: INVALID_PARAMS for a task that is not there or is somebody else's, or TOO_MANY_TASKS. */
    record Refused(Refusal refusal) implements TaskReply {}
}
