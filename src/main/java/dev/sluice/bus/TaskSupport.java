package dev.sluice.bus;

/** Whether a tool can go on as a task after its caller has its answer (extension {@code io.modelcontextprotocol/tasks}). */
public enum TaskSupport {
    /** It never does. */
    NONE,
    /** It does for callers that know tasks, and makes all others wait. */
    OPTIONAL,
    /** It does always: callers that do not know tasks are refused. */
    REQUIRED
}
