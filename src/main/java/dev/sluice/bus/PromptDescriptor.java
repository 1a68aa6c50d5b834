package dev.sluice.bus;

import dev.sluice.mcp.RawJson;
import java.util.Set;

/**
 * A prompt as its provider offers it.
 *
 * @param provider the provider's name
 * @param name the provider's own name of it
 * @param definition the definition as {@code prompts/list} shows it
 * @param required names of the arguments that a caller must give
 * @param roles who may ask for it; empty for every authenticated caller
 */
public record PromptDescriptor(
        String provider, String name, RawJson definition, Set<String> required, Set<String> roles) {
    public PromptDescriptor {
        required = Set.copyOf(required);
        roles = Set.copyOf(roles);
    }
}
