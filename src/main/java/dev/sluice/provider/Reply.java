package dev.sluice.provider;

/**
 * How one round of a request ends: with what was asked for, with questions to the caller ({@link Ask}), or with the wish to
 * go on as a task ({@link Detach}).
 */
public sealed interface Reply permits ToolResult, PromptResult, ResourceContents, Ask, Detach {}
