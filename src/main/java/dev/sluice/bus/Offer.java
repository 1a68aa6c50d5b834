package dev.sluice.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything one provider offers now; replaces what it offered before. Sent to {@link Addresses#CATALOG}, which replies
 * {@code null} when the new catalogue can be read and fails with one sentence when it cannot be built.
 *
 * @param provider the provider's name
 * @param tools in the order in which they are to be listed
 * @param prompts null when the provider has never had any
 * @param resources null when the provider has never had any
 * @param templates null when the provider has never had any
 */
public record Offer(
        String provider,
        List<ToolDescriptor> tools,
        @Nullable List<PromptDescriptor> prompts,
        @Nullable List<ResourceDescriptor> resources,
        @Nullable List<TemplateDescriptor> templates) {
    public Offer {
        tools = List.copyOf(tools);
        prompts = prompts == null ? null : List.copyOf(prompts);
        resources = resources == null ? null : List.copyOf(resources);
        templates = templates == null ? null : List.copyOf(templates);
    }
}
