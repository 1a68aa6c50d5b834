package dev.sluice.bus;

import dev.sluice.mcp.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * An argument to be completed ({@code completion/complete}).
 *
 * @param kind what the argument belongs to
 * @param name the prompt's public name, or the template
 * @param localName the provider's own name of the prompt, or the template
 * @param argument the argument's name
 * @param value what has been typed so far
 * @param known arguments that have a value already
 * @param provider the provider that completes it
 * @param roles who may ask; those of the prompt or template
 * @param timeout its time limit
 */
public record CompletionTarget(
        Kind kind,
        String name,
        String localName,
        String argument,
        String value,
        Map<String, String> known,
        String provider,
        Set<String> roles,
        Duration timeout)
        implements Target {
    /** What an argument belongs to. */
    public enum Kind {
        PROMPT,
        TEMPLATE
    }

    public CompletionTarget {
        known = Map.copyOf(known);
        roles = Set.copyOf(roles);
    }

    @Override
    public Method method() {
        return Method.COMPLETE;
    }

    @Override
    public boolean repeatable() {
        return true;
    }
}
