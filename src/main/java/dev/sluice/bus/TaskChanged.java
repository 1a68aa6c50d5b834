package dev.sluice.bus;

/**
 * The status of a task has changed; published to {@link Addresses#TASK_CHANGED} when it can be seen.
 *
 * @param task as it is now, its owner included, who is the only one to be told
 */
public record TaskChanged(TaskView task) {}
