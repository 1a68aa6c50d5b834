package dev.sluice.catalog;

import dev.sluice.bus.CatalogSnapshot;
import dev.sluice.bus.Offer;
import dev.sluice.bus.PromptDescriptor;
import dev.sluice.bus.PromptEntry;
import dev.sluice.bus.ResourceDescriptor;
import dev.sluice.bus.ResourceEntry;
import dev.sluice.bus.TemplateDescriptor;
import dev.sluice.bus.TemplateEntry;
import dev.sluice.bus.ToolDescriptor;
import dev.sluice.bus.ToolEntry;
import dev.sluice.config.SluiceConfig;
import dev.sluice.config.ToolConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Merges what the providers offer with the rules of the configuration. Free of state; any thread. */
final class CatalogBuilder {
    private final SluiceConfig config;

    CatalogBuilder(SluiceConfig config) {
        this.config = config;
    }

    /**
     * Builds a catalogue: by provider in the order given, then in the provider's own order. Compiles every input schema that is
     * not in the one before, which takes a while.
     *
     * @param before the catalogue that is to be replaced
     * @throws CatalogException when two things have one name or a schema cannot be used
     */
    Built build(Built before, Collection<Offer> offers) {
        Map<String, ToolDescriptor> tools =
                unique("tools", all(offers, Offer::tools), ToolDescriptor::name, ToolDescriptor::provider);
        Map<String, PromptDescriptor> prompts =
                unique("prompts", all(offers, Offer::prompts), PromptDescriptor::name, PromptDescriptor::provider);
        Map<String, ResourceDescriptor> resources = unique(
                "resources", all(offers, Offer::resources), ResourceDescriptor::uri, ResourceDescriptor::provider);
        Map<String, TemplateDescriptor> templates = unique(
                "resource templates",
                all(offers, Offer::templates),
                template -> template.template().text(),
                TemplateDescriptor::provider);
        CatalogSnapshot.Contents contents = new CatalogSnapshot.Contents(
                tools.values().stream().map(tool -> entry(before, tool)).toList(),
                prompts.values().stream().map(this::entry).toList(),
                resources.values().stream().map(this::entry).toList(),
                templates.values().stream().map(this::entry).toList(),
                offers.stream().anyMatch(offer -> offer.prompts() != null),
                offers.stream().anyMatch(offer -> offer.resources() != null || offer.templates() != null));
        return new Built(
                new CatalogSnapshot(before.snapshot().version() + 1, contents), tools, warnings(tools.keySet()));
    }

    private List<String> warnings(Set<String> tools) {
        List<String> warnings = new ArrayList<>();
        config.tools().keySet().stream()
                .filter(name -> !tools.contains(name))
                .sorted()
                .forEach(name -> warnings.add("There are rules for the tool \"" + name + "\", which does not exist."));
        return warnings;
    }

    private ToolEntry entry(Built before, ToolDescriptor tool) {
        ToolEntry compiled = before.snapshot().tool(tool.name());
        return compiled != null && tool.equals(before.tools().get(tool.name())) ? compiled : entry(tool);
    }

    private ToolEntry entry(ToolDescriptor tool) {
        Optional<ToolConfig> rules = Optional.ofNullable(config.tools().get(tool.name()));
        Set<String> roles = rules.flatMap(ToolConfig::roles).orElse(tool.roles());
        Duration offered = tool.timeout() != null ? tool.timeout() : timeout();
        Duration timeout = rules.flatMap(ToolConfig::timeout).orElse(offered);
        return new ToolEntry(
                tool.name(),
                tool.provider(),
                tool.name(),
                tool.definition(),
                roles,
                timeout,
                tool.readOnly(),
                tool.idempotent(),
                tool.tasks(),
                SchemaCheck.of(tool));
    }

    private PromptEntry entry(PromptDescriptor prompt) {
        return new PromptEntry(
                prompt.name(),
                prompt.provider(),
                prompt.name(),
                prompt.definition(),
                prompt.required(),
                prompt.roles(),
                timeout());
    }

    private ResourceEntry entry(ResourceDescriptor resource) {
        return new ResourceEntry(
                resource.uri(), resource.provider(), resource.definition(), resource.roles(), timeout());
    }

    private TemplateEntry entry(TemplateDescriptor template) {
        return new TemplateEntry(
                template.template(), template.provider(), template.definition(), template.roles(), timeout());
    }

    private Duration timeout() {
        return config.calls().timeout();
    }

    private static <T> Stream<T> all(Collection<Offer> offers, Function<Offer, ? extends List<T>> list) {
        return offers.stream().map(list).filter(Objects::nonNull).flatMap(List::stream);
    }

    private static <T> Map<String, T> unique(
            String what, Stream<T> offered, Function<T, String> name, Function<T, String> provider) {
        Map<String, T> byName = new LinkedHashMap<>();
        offered.forEach(one -> {
            T other = byName.putIfAbsent(name.apply(one), one);
            if (other != null) {
                throw new CatalogException("Two " + what + " are called \"" + name.apply(one) + "\": one of provider \""
                        + provider.apply(other) + "\" and one of provider \"" + provider.apply(one)
                        + "\". Rename one of them, or switch one of the providers off.");
            }
        });
        return byName;
    }
}
