package dev.sluice.bus;

import dev.sluice.mcp.Method;
import java.time.Duration;
import java.util.Set;

/**
 * What a call is for, as the catalogue routed it: a tool, a prompt, a resource, or the completion of an argument. All of
 * them go the same way through limits, admission, breaker and ledger.
 */
public sealed interface Target permits ToolEntry, PromptEntry, ResourceTarget, CompletionTarget {
    /** The method by which it is asked for. */
    Method method();

    /** The name or URI by which callers ask for it; what limits and the ledger know it by. */
    String name();

    /** The name by which rules know it, the same at every endpoint. */
    default String ruleName() {
        return name();
    }

    /** The provider that serves it. */
    String provider();

    /** Who may ask for it; empty for every authenticated caller. */
    Set<String> roles();

    /** Its time limit. */
    Duration timeout();

    /** Whether asking twice is as good as once; only then is it ever retried. */
    boolean repeatable();
}
