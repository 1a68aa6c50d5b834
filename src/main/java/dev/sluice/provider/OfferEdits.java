package dev.sluice.provider;

import dev.sluice.bus.Offer;
import dev.sluice.bus.PromptDescriptor;
import dev.sluice.bus.ResourceDescriptor;
import dev.sluice.bus.TemplateDescriptor;
import dev.sluice.bus.ToolDescriptor;
import java.util.List;

/** Changes one part of what a provider offers. Throws a {@link ProviderStartException} when something is wrong with it. */
record OfferEdits(String provider) {
    Offer tools(Offer before, List<ToolSpec> specs) {
        SpecCheck.tools(provider, specs);
        List<ToolDescriptor> tools =
                specs.stream().map(spec -> Definitions.tool(provider, spec)).toList();
        return new Offer(provider, tools, before.prompts(), before.resources(), before.templates());
    }

    Offer prompts(Offer before, List<PromptSpec> specs) {
        SpecCheck.prompts(provider, specs);
        List<PromptDescriptor> prompts =
                specs.stream().map(spec -> Definitions.prompt(provider, spec)).toList();
        return new Offer(provider, before.tools(), prompts, before.resources(), before.templates());
    }

    Offer resources(Offer before, List<ResourceSpec> specs, List<TemplateSpec> templateSpecs) {
        SpecCheck.resources(provider, specs);
        SpecCheck.templates(provider, templateSpecs);
        List<ResourceDescriptor> resources =
                specs.stream().map(spec -> Definitions.resource(provider, spec)).toList();
        List<TemplateDescriptor> templates = templateSpecs.stream()
                .map(spec -> Definitions.template(provider, spec))
                .toList();
        return new Offer(provider, before.tools(), before.prompts(), resources, templates);
    }
}
