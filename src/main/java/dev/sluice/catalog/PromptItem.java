package dev.sluice.catalog;

import dev.sluice.bus.PromptDescriptor;
import dev.sluice.bus.PromptEntry;
import java.time.Duration;
import java.util.Set;

/**
 * A prompt that was looked at and may be served, before endpoints select and name it.
 *
 * @param name its usual name
 * @param pinned what is compared with what was accepted
 */
record PromptItem(PromptDescriptor offered, String name, Set<String> roles, Duration timeout, Definition pinned) {
    /** The entry under the name that it has behind a prefix. */
    PromptEntry under(String prefix) {
        String there = PublicName.of(prefix, offered.name());
        return new PromptEntry(
                there,
                offered.provider(),
                offered.name(),
                Named.definition(offered.definition(), offered.name(), there),
                offered.required(),
                roles,
                timeout);
    }
}
