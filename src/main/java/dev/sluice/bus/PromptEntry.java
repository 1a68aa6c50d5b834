package dev.sluice.bus;

import dev.sluice.mcp.Method;
import dev.sluice.mcp.RawJson;
import java.time.Duration;
import java.util.Set;

/**
 * A prompt in the catalogue.
 *
 * @param name the name callers use
 * @param provider the provider that fills it
 * @param localName the provider's own name of it
 * @param definition the definition as callers see it
 * @param required names of the arguments that a caller must give
 * @param roles who may ask for it; empty for every authenticated caller
 * @param timeout its time limit
 */
public record PromptEntry(
        String name,
        String provider,
        String localName,
        RawJson definition,
        Set<String> required,
        Set<String> roles,
        Duration timeout)
        implements Target {
    public PromptEntry {
        required = Set.copyOf(required);
        roles = Set.copyOf(roles);
    }

    @Override
    public Method method() {
        return Method.PROMPTS_GET;
    }

    @Override
    public boolean repeatable() {
        return true;
    }
}
